// Command handoff gives a sealed job to another process. It starts itself as a worker
// and writes the token to the worker's standard input. The processes share only a key
// ring.
//
//	go run ./examples/handoff
package main

import (
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"os/exec"
	"strings"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
)

// keysVariable is the environment variable for the key ring of both processes.
const keysVariable = "TYPESEAL_KEYS"

func main() {
	log.SetFlags(0)
	var err error
	if len(os.Args) > 1 && os.Args[1] == "worker" {
		err = work(os.Stdin, os.Stdout)
	} else {
		err = send(os.Stdout)
	}
	if err != nil {
		log.Fatal(err)
	}
}

// send seals a job and gives it to a worker process.
func send(out io.Writer) error {
	ringText := os.Getenv(keysVariable)
	if ringText == "" {
		ringText = typeseal.GenerateKey() // so that the example runs without it
	}
	keys, err := typeseal.ParseKeyring(ringText)
	if err != nil {
		return err
	}
	token, err := Job{
		Customer: Customer{ID: 7, APIKey: "s3cr3t"},
		Export:   []string{"orders", "invoices"},
		Options:  map[string]string{"format": "csv"},
		Due:      time.Now().Add(time.Hour),
	}.Seal(keys)
	if err != nil {
		return err
	}
	fmt.Fprintln(out, "sent:", token)

	self, err := os.Executable()
	if err != nil {
		return err
	}
	worker := exec.Command(self, "worker")
	worker.Env = append(os.Environ(), keysVariable+"="+ringText)
	worker.Stdin, worker.Stdout, worker.Stderr = strings.NewReader(token), out, os.Stderr
	return worker.Run()
}

// work reads a token and opens its job.
func work(in io.Reader, out io.Writer) error {
	keys, err := typeseal.KeyringFromEnv(keysVariable)
	if err != nil {
		return err
	}
	token, err := io.ReadAll(io.LimitReader(in, 4096))
	if err != nil {
		return err
	}
	var job Job
	switch err := job.Open(keys, string(token)); {
	case errors.Is(err, typeseal.ErrInvalid):
		return fmt.Errorf("the token is not a job: %w", err)
	case err != nil:
		return err
	}
	fmt.Fprintf(out, "worker: export %s of customer %d as %s\n",
		strings.Join(job.Export, " and "), job.Customer.ID, job.Options["format"])
	return nil
}
