// Command djangocookie shares signed cookies between a Django app and a Go app. A visitor
// goes from one to the other and back, and each app reads the cookie of the other. If
// Django is not installed, the visitor stays in the Go app.
//
//	go run ./examples/djangocookie
package main

import (
	"bufio"
	_ "embed"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"strings"

	"github.com/typeseal/typeseal/runtime/compat/django"
)

// secretVariable is the environment variable for Django's SECRET_KEY.
const secretVariable = "SHOP_SECRET_KEY"

func main() {
	log.SetFlags(0)
	if err := run(os.Stdout, findPython()); err != nil {
		log.Fatal(err)
	}
}

func run(out io.Writer, python string) error {
	secret := os.Getenv(secretVariable)
	if secret == "" {
		secret = "for the example only, since it is published with the source"
	}
	keys, err := django.NewKeys(secret)
	if err != nil {
		return err
	}
	shop, err := newShop(keys)
	if err != nil {
		return err
	}
	site := http.NewServeMux()
	site.Handle("/go/", shop)
	if python == "" {
		fmt.Fprintln(out, noDjango)
		return visit(out, site, []string{"/go/login?name=Ana", "/go/add?item=tea&price=3"})
	}
	app, stop, err := startDjango(python, secret)
	if err != nil {
		return err
	}
	defer stop()
	site.Handle("/django/", app)
	return visit(out, site, []string{
		"/django/login?name=Ana", "/go/add?item=tea&price=3",
		"/django/add?item=cups&price=9.5", "/go/add?item=milk&price=1.5",
	})
}

// visit requests the paths one after the other, as a browser with cookies does.
func visit(out io.Writer, site http.Handler, paths []string) error {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	server := &http.Server{Handler: site}
	defer server.Close()
	go server.Serve(listener)
	jar, err := cookiejar.New(nil)
	if err != nil {
		return err
	}
	browser := &http.Client{Jar: jar}
	for _, path := range paths {
		response, err := browser.Get("http://" + listener.Addr().String() + path)
		if err != nil {
			return err
		}
		_, err = io.Copy(out, response.Body)
		response.Body.Close()
		if err != nil {
			return err
		}
	}
	return nil
}

//go:embed app.py
var appSource string

const noDjango = "Django 5.2.15, 6.0.6 or newer is not installed (pip install django); visiting the Go app only"

// startDjango starts the Django app and returns a proxy to it.
func startDjango(python, secret string) (app http.Handler, stop func(), err error) {
	cmd := exec.Command(python, "-c", appSource)
	cmd.Env = append(os.Environ(), secretVariable+"="+secret)
	cmd.Stderr = os.Stderr
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return nil, nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, nil, err
	}
	stop = func() {
		cmd.Process.Kill()
		cmd.Wait()
	}
	port, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		stop()
		return nil, nil, fmt.Errorf("the Django app does not start: %w", err)
	}
	target := &url.URL{Scheme: "http", Host: "127.0.0.1:" + strings.TrimSpace(port)}
	return &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(target) }}, stop, nil
}

// checkDjango is a Python program. It fails for releases of Django whose signed
// cookies have another salt.
const checkDjango = "import django; v = django.VERSION; assert v >= (6, 0, 6) or (5, 2, 15) <= v < (6,)"

// findPython returns the name of a Python that has a supported Django, or "".
func findPython() string {
	for _, python := range []string{"python3", "python"} {
		if exec.Command(python, "-c", checkDjango).Run() == nil {
			return python
		}
	}
	return ""
}
