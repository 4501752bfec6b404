package main

import (
	"bytes"
	"errors"
	"os"
	"strings"
	"testing"

	typeseal "github.com/typeseal/typeseal/runtime"
)

// TestMain makes the test binary a worker if the program starts it as one.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "worker" {
		main()
		return
	}
	os.Exit(m.Run())
}

func TestHandoff(t *testing.T) {
	var out bytes.Buffer
	if err := send(&out); err != nil {
		t.Fatal(err)
	}
	sent, received, _ := strings.Cut(out.String(), "\n")
	if received != "worker: export orders and invoices of customer 7 as csv\n" {
		t.Errorf("the worker says %q", received)
	}
	if strings.Contains(sent, "s3cr3t") {
		t.Error("the token shows the secret")
	}
}

func TestWorkerRefuses(t *testing.T) {
	t.Setenv(keysVariable, typeseal.GenerateKey())
	for _, token := range []string{"", "ts1_AAAA", strings.Repeat("x", 10000)} {
		if err := work(strings.NewReader(token), &bytes.Buffer{}); !errors.Is(err, typeseal.ErrInvalid) {
			t.Errorf("%.10q: %v, want ErrInvalid", token, err)
		}
	}
}
