package main

import (
	"bufio"
	"context"
	"embed"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay/sqlstore/sqlite"
)

// sources are the two other sites. They run from a temporary folder, so that the program works
// in every folder.
//
//go:embed all:shop all:forum
var sources embed.FS

// sites are the sites that run.
type sites struct {
	origins map[string]string // by name
	keys    *typeseal.Keyring
	store   *sqlite.Store
	close   []func()
}

// start starts account, and the other sites if there is a python or node for them.
func start(ctx context.Context, addr, python, node string) (*sites, error) {
	all := &sites{origins: map[string]string{}}
	commands := map[string][]string{own: nil}
	if python != "" {
		commands["shop"] = []string{python, "app.py"}
	}
	if node != "" {
		commands["forum"] = []string{node, "server.ts"}
	}
	if err := all.start(ctx, addr, commands); err != nil {
		all.stop()
		return nil, err
	}
	return all, nil
}

// start starts the sites of the commands. Each has an origin of its own, at which this program
// listens, as a proxy does in production.
func (all *sites) start(ctx context.Context, addr string, commands map[string][]string) error {
	dir, err := os.MkdirTemp("", "signon")
	if err != nil {
		return err
	}
	all.close = append(all.close, func() { os.RemoveAll(dir) })
	if err := os.CopyFS(dir, sources); err != nil {
		return err
	}
	env, err := all.open(ctx, filepath.Join(dir, "used.db"))
	if err != nil {
		return err
	}
	listeners := map[string]net.Listener{}
	for name := range commands {
		at := addr
		if name != own {
			at = "127.0.0.1:0"
		}
		l, err := net.Listen("tcp", at)
		if err != nil {
			return err
		}
		all.close = append(all.close, func() { l.Close() })
		listeners[name], all.origins[name] = l, "http://"+l.Addr().String()
		env = append(env, strings.ToUpper(name)+"_ORIGIN="+all.origins[name])
	}
	for name, command := range commands {
		handler := newSite(all.origins, all.keys, all.store)
		if command != nil {
			if handler, err = all.program(filepath.Join(dir, name), env, command); err != nil {
				return fmt.Errorf("the site %s does not start: %w", name, err)
			}
		}
		server := &http.Server{Handler: handler, ReadHeaderTimeout: 5 * time.Second}
		go server.Serve(listeners[name])
	}
	return nil
}

// open makes a key ring and a store, and returns the environment that tells other programs of
// them.
func (all *sites) open(ctx context.Context, database string) (env []string, err error) {
	ring := typeseal.GenerateKey()
	if all.keys, err = typeseal.ParseKeyring(ring); err != nil {
		return nil, err
	}
	if all.store, err = sqlite.Open(ctx, database); err != nil {
		return nil, err
	}
	all.close = append(all.close, func() { all.store.Close() })
	return append(os.Environ(), "TYPESEAL_KEYS="+ring, "DATABASE="+database), nil
}

// program starts the program of a site, which prints its port, and returns a proxy to it.
func (all *sites) program(dir string, env, command []string) (http.Handler, error) {
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Dir, cmd.Env, cmd.Stderr = dir, env, os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	all.close = append(all.close, func() { cmd.Process.Kill(); cmd.Wait() })
	port, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		return nil, errors.Join(err, errors.New("it printed no port"))
	}
	to := &url.URL{Scheme: "http", Host: "127.0.0.1:" + strings.TrimSpace(port)}
	return &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(to) }}, nil
}

// stop stops what was started, the last first.
func (all *sites) stop() {
	for i := len(all.close) - 1; i >= 0; i-- {
		all.close[i]()
	}
}

const (
	noDjango = "Django and cryptography are not installed (pip install django cryptography): there is no shop."
	noNode   = "Node 22.18 or later is not installed: there is no forum."
)

const checkPython = "import cryptography, django, sys; assert sys.version_info >= (3, 10)"

// findPython returns the name of a Python that has what the shop needs, or "".
func findPython() string {
	for _, python := range []string{"python3", "python"} {
		if exec.Command(python, "-c", checkPython).Run() == nil {
			return python
		}
	}
	return ""
}

const checkNode = "process.exit(process.features.typescript ? 0 : 1)"

// findNode returns the name of a Node that reads TypeScript, or "".
func findNode() string {
	if exec.Command("node", "-e", checkNode).Run() == nil {
		return "node"
	}
	return ""
}
