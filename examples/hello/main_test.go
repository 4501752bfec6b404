package main

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
)

var token = regexp.MustCompile(`ts1_[\w-]+`)

// TestOutput: the README shows the output of a run, in which only the token differs.
func TestOutput(t *testing.T) {
	readme, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(readme), "\n```\n\n```\n")
	shown, _, _ := strings.Cut(rest, "```\n")
	got := output(t)
	if a, b := token.ReplaceAllString(shown, "..."), token.ReplaceAllString(got, "..."); a != b {
		t.Errorf("the README shows\n%s\nthe program prints\n%s", shown, got)
	}
	old, err := typeseal.Inspect(token.FindString(shown))
	if err != nil {
		t.Fatal("the token of the README: ", err)
	}
	now, err := typeseal.Inspect(token.FindString(got))
	if err != nil || string(now.Payload) != string(old.Payload) {
		t.Errorf("payload %q, in the README %q, %v", now.Payload, old.Payload, err)
	}
}

// output returns what the program prints.
func output(t *testing.T) string {
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout := os.Stdout
	os.Stdout = write
	main()
	os.Stdout = stdout
	write.Close()
	text, err := io.ReadAll(read)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestExpiry(t *testing.T) {
	keys, err := typeseal.ParseKeyring(typeseal.GenerateKey())
	if err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		token, err := PasswordReset{UserID: 42}.Sign(keys)
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(30*time.Minute + time.Second)
		var reset PasswordReset
		if err := reset.Verify(keys, token); !errors.Is(err, typeseal.ErrExpired) {
			t.Errorf("after 30 minutes: %v, want ErrExpired", err)
		}
	})
}
