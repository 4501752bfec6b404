package main

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"
	"unicode/utf8"

	"github.com/spf13/cobra"

	typeseal "github.com/typeseal/typeseal/runtime"
)

// maxToken is the size in bytes of the longest text that inspect reads.
const maxToken = 1 << 20

type inspectFlags struct {
	keys, realm, typeName string
	boundTo               []string
	json                  bool
}

func inspectCommand() *cobra.Command {
	var f inspectFlags
	cmd := &cobra.Command{
		Use:   "inspect [token]",
		Short: "show what is in a token, and with keys whether Verify or Open would accept it",
		Long: `inspect shows what is in a token, which is the argument or standard input. Anyone
can write a token with any content, so every line is marked as unverified.

With --keys it also shows whether Verify or Open of this module's types would
accept the token now, and if not, why and what to do. It never shows keys or the
payload of a sealed token.`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 1 {
				return usagef("inspect takes one token, but got %d arguments", len(args))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return inspect(cmd, args, &f) },
	}
	cmd.Flags().Var(nameFlag{&f.keys}, "keys", "`file` with a key ring, or with public keys for alg=ed25519")
	cmd.Flags().StringVar(&f.realm, "realm", "", "the key ring's realm")
	cmd.Flags().StringArrayVar(&f.boundTo, "bound-to", nil, "`text` that the token is bound to; can be repeated")
	cmd.Flags().Var(nameFlag{&f.typeName}, "type",
		"try only this `type`, such as PasswordReset or account.PasswordReset")
	cmd.Flags().BoolVar(&f.json, "json", false, "print JSON")
	return cmd
}

func inspect(cmd *cobra.Command, args []string, f *inspectFlags) error {
	token, err := readToken(cmd.Context(), cmd.InOrStdin(), args)
	if err != nil {
		return err
	}
	claims, err := typeseal.Inspect(token)
	if err != nil {
		fmt.Fprintln(cmd.ErrOrStderr(), "typeseal: this is not a token; it may be cut or re-encoded")
		return errFindings
	}
	facts := describe(claims, len(token), time.Now())
	var verdict *verdict
	if f.keys != "" {
		if verdict, err = judge(cmd, f, token, claims); err != nil {
			return err
		}
	}
	if err := printInspection(cmd.OutOrStdout(), f.json, facts, verdict); err != nil {
		return err
	}
	if verdict != nil && !verdict.Accepted {
		return errFindings
	}
	return nil
}

// readToken returns the argument, or what is on standard input. It stops waiting for
// input if ctx is done, since a person may not know that the command waits.
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

// A fact is one part of a token.
type fact struct{ Name, Value string }

var algorithms = map[string]string{
	"signed": "HMAC-SHA-256",
	"sealed": "AES-256-CTR and HMAC-SHA-256",
	"public": "Ed25519",
}

func describe(c *typeseal.Inspection, length int, now time.Time) []fact {
	facts := []fact{
		{"kind", c.Kind + " (" + algorithms[c.Kind] + ")"},
		{"prefix", c.Prefix},
		{"key id", c.KeyID},
		{"issued", c.IssuedAt.Format(time.RFC3339) + " (" + ago(now.Sub(c.IssuedAt)) + ")"},
		{"schema version", fmt.Sprint(c.Version)},
		{"size", fmt.Sprintf("%d characters, %d bytes, content %d", length, c.Size, c.ContentSize)},
	}
	if c.Kind == "sealed" {
		return append(facts, fact{"content", "not shown, because it is sealed"})
	}
	if c.TTL != 0 {
		facts = append(facts, fact{"TTL", c.TTL.String()})
	}
	if c.ID != nil {
		facts = append(facts, fact{"id", hex.EncodeToString(c.ID)})
	}
	if c.HasState {
		facts = append(facts, fact{"state", "bound"})
	}
	return append(facts, fact{"payload", payloadText(c.Payload)})
}

// payloadText returns a payload for people: JSON as it is, unless it has characters that
// control a terminal, and other payloads in hexadecimal.
func payloadText(p []byte) string {
	if !json.Valid(p) || !utf8.Valid(p) {
		return "hex " + hex.EncodeToString(p)
	}
	quoted := fmt.Sprintf("%+q", p)
	if strings.Contains(quoted, `\u`) || strings.Contains(quoted, `\x`) || strings.Contains(quoted, `\U`) {
		return quoted
	}
	return string(p)
}

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

func printInspection(out io.Writer, asJSON bool, facts []fact, v *verdict) error {
	if asJSON {
		unverified := map[string]string{}
		for _, f := range facts {
			unverified[f.Name] = f.Value
		}
		e := json.NewEncoder(out)
		e.SetIndent("", "  ")
		return e.Encode(struct {
			Unverified map[string]string `json:"unverified"`
			Verdict    *verdict          `json:"verdict,omitempty"`
		}{unverified, v})
	}
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, f := range facts {
		fmt.Fprintf(w, "unverified\t%s\t%s\n", f.Name, f.Value)
	}
	if err := w.Flush(); err != nil || v == nil {
		return err
	}
	_, err := fmt.Fprintln(out, v.Text)
	return err
}
