package compattest

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

// NoSecrets prints, logs and encodes values in all ways, and fails the test if the
// output has a secret in any form.
func NoSecrets(t *testing.T, secrets []string, values ...any) {
	t.Helper()
	var out bytes.Buffer
	for _, v := range append(values, values) {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d"} {
			fmt.Fprintf(&out, verb+"\n", v)
		}
		j, _ := json.Marshal(v)
		out.Write(j)
		slog.New(slog.NewTextHandler(&out, nil)).Info("k", "v", v)
		slog.New(slog.NewJSONHandler(&out, nil)).Info("k", "v", v)
	}
	for _, s := range secrets {
		for _, form := range []string{
			s, fmt.Sprintf("%x", s), fmt.Sprintf("%X", s), strings.Trim(fmt.Sprint([]byte(s)), "[]"),
			base64.RawStdEncoding.EncodeToString([]byte(s)[:len(s)/3*3]),
		} {
			if strings.Contains(out.String(), form) {
				t.Errorf("found %.10q in the output", form)
			}
		}
	}
}
