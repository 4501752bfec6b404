package keys

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/typeseal/typeseal/examples/internal/keytest"
	typeseal "github.com/typeseal/typeseal/runtime"
)

// write replaces a file as an editor or the command does: by another one.
func write(t *testing.T, path, text string) {
	t.Helper()
	temporary := path + ".new"
	if err := os.WriteFile(temporary, []byte(text), 0o400); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(temporary, path); err != nil {
		t.Fatal(err)
	}
}

func TestFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "typeseal.keys")
	keytest.Follows(t, func(text string) { write(t, path, text) },
		func(ctx context.Context) (*typeseal.Keyring, error) { return File(ctx, path) })
}

// TestSystemd: the unit's credential is the file that the program reads.
func TestSystemd(t *testing.T) {
	unit, err := os.ReadFile("shop.service")
	if err != nil {
		t.Fatal(err)
	}
	credential := regexp.MustCompile(`(?m)^LoadCredential=([^:]+):/\S+$`).FindSubmatch(unit)
	if credential == nil {
		t.Fatal("shop.service has no credential")
	}
	folder := t.TempDir()
	t.Setenv("CREDENTIALS_DIRECTORY", folder)
	key := typeseal.GenerateKey()
	write(t, filepath.Join(folder, string(credential[1])), "primary "+key)
	if err := os.Chmod(folder, 0o500); err != nil { // as systemd does
		t.Fatal(err)
	}
	keys, err := Systemd()
	if err != nil {
		t.Fatal(err)
	}
	keytest.KeyID(t, keys)
}

// TestSystemdUnit has systemd itself read the unit.
func TestSystemdUnit(t *testing.T) {
	analyze, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Skip("no systemd on this machine")
	}
	unit, err := os.ReadFile("shop.service")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "shop.service")
	text := strings.Replace(string(unit), "/usr/local/bin/shop", "/bin/true", 1) // which exists
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(analyze, "verify", "--man=no", path).CombinedOutput()
	if err != nil || strings.Contains(string(out), "shop.service") {
		t.Errorf("%v\n%s", err, out)
	}
}

// kubelet writes a secret's volume as the kubelet does: each version in a folder of its own,
// to which the link ..data points. The files are links through ..data.
func kubelet(t *testing.T, volume, file, text string) {
	t.Helper()
	version, err := os.MkdirTemp(volume, "..2026_11_29_")
	if err != nil {
		t.Fatal(err)
	}
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	check(os.Chmod(version, 0o755))
	check(os.WriteFile(filepath.Join(version, file), []byte(text), 0o400))
	check(os.Chmod(filepath.Join(version, file), 0o440)) // by fsGroup
	old, _ := os.Readlink(filepath.Join(volume, "..data"))
	check(os.Symlink(filepath.Base(version), filepath.Join(volume, "..data_tmp")))
	check(os.Rename(filepath.Join(volume, "..data_tmp"), filepath.Join(volume, "..data")))
	if old == "" {
		check(os.Symlink("..data/"+file, filepath.Join(volume, file)))
	} else {
		check(os.RemoveAll(filepath.Join(volume, old)))
	}
}

func TestKubernetes(t *testing.T) {
	pod, err := os.ReadFile("shop.yaml")
	if err != nil {
		t.Fatal(err)
	}
	mount := regexp.MustCompile(`mountPath: (/\S+)\n`).FindSubmatch(pod)
	if mount == nil || !strings.Contains(string(readme(t)), string(mount[1])+"/typeseal.keys") {
		t.Errorf("README.md does not read the ring from the volume at %s", mount)
	}
	volume := filepath.Join(t.TempDir(), "volume")
	if err := os.Mkdir(volume, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(volume, 0o777|os.ModeSticky|os.ModeSetgid); err != nil { // as the kubelet does
		t.Fatal(err)
	}
	keytest.Follows(t, func(text string) { kubelet(t, volume, "typeseal.keys", text) },
		func(ctx context.Context) (*typeseal.Keyring, error) {
			return File(ctx, filepath.Join(volume, "typeseal.keys"))
		})
}

func readme(t *testing.T) []byte {
	t.Helper()
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// envFile reads a file for --env-file as Docker does: a variable a line, from the first
// = to the end of the line. Nothing is quoted. A line that begins with # is a comment.
func envFile(t *testing.T, path string) (env []string) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		line = strings.TrimLeft(strings.TrimRight(line, "\r\n"), " \t")
		if line != "" && line[0] != '#' {
			env = append(env, line)
		}
	}
	return env
}

// docker has the Docker client read a file for --env-file. It returns the variables that
// the client sends to the daemon, which is a fake.
func docker(t *testing.T, client, path string) (env []string) {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("/_ping", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Api-Version", "1.44")
		fmt.Fprint(w, "OK")
	})
	mux.HandleFunc("POST /v1.44/containers/create", func(w http.ResponseWriter, r *http.Request) {
		var container struct{ Env []string }
		if err := json.NewDecoder(r.Body).Decode(&container); err != nil {
			t.Error(err)
		}
		env = container.Env
		w.WriteHeader(http.StatusCreated)
		fmt.Fprint(w, `{"Id":"4f1c2e","Warnings":[]}`)
	})
	daemon := httptest.NewServer(mux)
	defer daemon.Close()
	c := exec.Command(client, "create", "--env-file", path, "shop")
	c.Env = append(os.Environ(), "DOCKER_HOST=tcp://"+daemon.Listener.Addr().(*net.TCPAddr).String())
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return env
}

// TestEnvironment starts a program with a ring of three lines in a variable, which comes
// from a file for docker run --env-file.
func TestEnvironment(t *testing.T) {
	march, june := typeseal.GenerateKey(), typeseal.GenerateKey()
	path := filepath.Join(t.TempDir(), "shop.env")
	ring := "accepted " + march + "; primary " + june + `; cutoff 2026-11-22T10:00:00Z binding "a;b=c"`
	text := "# the shop\nPORT=8080\nTYPESEAL_KEYS=" + ring + "\n"
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	want, err := typeseal.ParseKeyring(june)
	if err != nil {
		t.Fatal(err)
	}
	envs := map[string][]string{"as documented": envFile(t, path)}
	if client, err := exec.LookPath("docker"); err == nil {
		envs["docker"] = docker(t, client, path)
	}
	for reader, env := range envs {
		program := exec.Command(os.Args[0], "-test.run=^TestProgram$", "-test.v")
		program.Env = append(env, "TYPESEAL_PROGRAM=1")
		out, err := program.CombinedOutput()
		if err != nil || !strings.Contains(string(out), "mints with "+keytest.KeyID(t, want)+"\n") {
			t.Errorf("%s: %v\n%s", reader, err, out)
		}
	}
}

// TestProgram is the program that TestEnvironment starts.
func TestProgram(t *testing.T) {
	if os.Getenv("TYPESEAL_PROGRAM") == "" {
		return
	}
	keys, err := Environment()
	if err != nil {
		t.Fatal(err)
	}
	fmt.Println("mints with " + keytest.KeyID(t, keys))
}
