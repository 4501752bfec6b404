package main

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/spf13/cobra"

	typeseal "github.com/typeseal/typeseal/runtime"
)

// maxToken is the size in bytes of the longest text that inspect reads.
const maxToken = 1 << 20

func inspectCommand() *cobra.Command {
	var q question
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "inspect [token]",
		Short: "show what is in a token, and with keys whether Verify or Open would accept it",
		Long: `inspect shows what is in a token, which is the argument or standard input. Anyone
can write a token with any content, so every line is marked as unverified.

With --keys it also shows whether Verify or Open of this module's types would
accept the token now, and if not, why and what to do. Then it exits 1 unless the
token would be accepted. It never shows keys or the payload of a sealed token.`,
		Args: takes(0, 1, "one token"),
		RunE: func(cmd *cobra.Command, args []string) error { return inspect(cmd, args, &q, asJSON) },
	}
	cmd.Flags().Func("keys", "`file` with a key ring, or with public keys for alg=ed25519",
		notEmpty(func(name string) { q.keyFile = name }))
	cmd.Flags().StringVar(&q.realm, "realm", "", "`name` of the realm of the key ring")
	cmd.Flags().StringArrayVar(&q.boundTo, "bound-to", nil, "`text` that the token is bound to; can be repeated")
	cmd.Flags().Func("type", "`name` of the only type to try, such as PasswordReset or account.PasswordReset",
		notEmpty(func(name string) { q.typeName = name }))
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

func inspect(cmd *cobra.Command, args []string, q *question, asJSON bool) error {
	text, err := readToken(cmd.Context(), cmd.InOrStdin(), args)
	if err != nil {
		return err
	}
	claims, err := typeseal.Inspect(text)
	if err != nil {
		fmt.Fprintln(cmd.ErrOrStderr(), "typeseal: this is not a token; it may be cut or re-encoded")
		return errFindings
	}
	facts := describe(claims, len(text), time.Now())
	var v *verdict
	if q.keyFile != "" {
		if v, err = q.judge(cmd, text, claims); err != nil {
			return err
		}
	}
	if asJSON {
		unverified := map[string]string{}
		for _, fact := range facts {
			unverified[fact[1]] = fact[2]
		}
		err = printJSON(cmd.OutOrStdout(), inspection{unverified, v})
	} else if err = printTable(cmd.OutOrStdout(), facts); v != nil {
		fmt.Fprintln(cmd.OutOrStdout(), v.Text)
	}
	if err == nil && v != nil && !v.Accepted {
		err = errFindings
	}
	return err
}

// An inspection is what inspect prints as JSON.
type inspection struct {
	Unverified map[string]string `json:"unverified"`
	Verdict    *verdict          `json:"verdict,omitempty"`
}

// readToken returns the argument, or the text on standard input. It stops waiting for
// input if ctx is done, because a person may not know that the command waits.
func readToken(ctx context.Context, in io.Reader, args []string) (string, error) {
	if len(args) == 1 {
		return args[0], nil
	}
	type input struct {
		text []byte
		err  error
	}
	read := make(chan input, 1)
	go func() {
		text, err := io.ReadAll(io.LimitReader(in, maxToken+1))
		read <- input{text, err}
	}()
	select {
	case i := <-read:
		return strings.TrimRight(string(i.text), "\r\n"), i.err
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

var algorithms = map[string]string{
	"signed": "HMAC-SHA-256",
	"sealed": "AES-256-CTR and HMAC-SHA-256",
	"public": "Ed25519",
}

// describe returns a row for each part of a token of length characters.
func describe(c *typeseal.Inspection, length int, now time.Time) (rows [][]string) {
	add := func(name, value string) { rows = append(rows, []string{"unverified", name, value}) }
	add("kind", c.Kind+" ("+algorithms[c.Kind]+")")
	add("prefix", c.Prefix)
	add("key id", c.KeyID)
	add("issued", c.IssuedAt.Format(time.RFC3339)+" ("+ago(now.Sub(c.IssuedAt))+")")
	add("schema version", fmt.Sprint(c.Version))
	add("size", fmt.Sprintf("%d characters, %d bytes, content %d", length, c.Size, c.ContentSize))
	if c.Kind == "sealed" {
		add("content", "not shown, because it is sealed")
		return rows
	}
	if c.TTL != 0 {
		add("TTL", c.TTL.String())
	}
	if c.ID != nil {
		add("id", hex.EncodeToString(c.ID))
	}
	if c.HasState {
		add("state", "bound")
	}
	payload := "hex " + hex.EncodeToString(c.Payload)
	var compact bytes.Buffer // without line ends, since each line must begin with the mark
	if utf8.Valid(c.Payload) && json.Compact(&compact, c.Payload) == nil {
		payload = compact.String()
	}
	add("payload", payload)
	return rows
}

// ago returns a duration for people. It rounds down to the largest unit of which the
// duration has at least two.
func ago(d time.Duration) string {
	word := "ago"
	if d < 0 {
		d, word = -d, "in the future"
	}
	day := 24 * time.Hour
	switch {
	case d >= 2*day:
		return fmt.Sprintf("%d days %s", d/day, word)
	case d >= 2*time.Hour:
		return fmt.Sprintf("%d hours %s", d/time.Hour, word)
	case d >= 2*time.Minute:
		return fmt.Sprintf("%d minutes %s", d/time.Minute, word)
	}
	return fmt.Sprintf("%d seconds %s", d/time.Second, word)
}
