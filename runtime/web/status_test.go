package web_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay"
	"github.com/typeseal/typeseal/runtime/web"
	"github.com/typeseal/typeseal/runtime/web/internal/sample"
)

// statusRow is a row of the table of statuses in the package doc.
var statusRow = regexp.MustCompile(`(?m)^//\t(\S.*?) {2,}(\d{3}) +(\d{3}|-)(?: .*)?$`)

// causes are the errors that the table names.
func causes(t *testing.T) map[string]error {
	json := request("POST", "/", strings.NewReader("{}"))
	json.Header.Set("Content-Type", "application/json")
	_, noForm := web.Form("token").Find(json)
	return map[string]error{
		"ErrNoToken": web.ErrNoToken, "ErrMalformed": typeseal.ErrMalformed, "ErrUnknownKey": typeseal.ErrUnknownKey,
		"ErrForged": typeseal.ErrForged, "ErrVersion": typeseal.ErrVersion,
		"ErrNotYetValid": typeseal.ErrNotYetValid, "ErrPayload": typeseal.ErrPayload,
		"ErrRevoked": typeseal.ErrRevoked, "ErrExpired": typeseal.ErrExpired, "ErrStale": typeseal.ErrStale,
		"ErrUsed": typeseal.ErrUsed, "ErrConfig": typeseal.ErrConfig, "ErrMint": typeseal.ErrMint,
		"ErrStore": typeseal.ErrStore, "ErrSigner": typeseal.ErrSigner, "the method is not allowed": refusedMethod(t),
		"the body is too large": &http.MaxBytesError{Limit: 1}, "the body is not a form": noForm,
		"any other error":       errors.New("connection refused"),
		"replay.ErrBeforeStart": typeseal.Caused(typeseal.ErrStore, replay.ErrBeforeStart),
	}
}

// refusedMethod returns the error with which a Confirm refuses a PUT.
func refusedMethod(t *testing.T) (err error) {
	opens := web.Verify[sample.Download](newRing(t))
	serve(web.Confirm[sample.Download]{
		Token:  web.Again(opens),
		Page:   func(*http.Request, sample.Download) web.Page { return web.Page{} },
		Done:   func(http.ResponseWriter, *http.Request, sample.Download) {},
		Refuse: func(_ http.ResponseWriter, _ *http.Request, refused error) { err = refused },
	}, request("PUT", "/", nil))
	return err
}

// TestStatusTable compares the table in the package doc with the responses: all of its rows,
// and all errors.
func TestStatusTable(t *testing.T) {
	doc, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	left := causes(t)
	headers := []func(http.ResponseWriter, *http.Request, error){
		web.Bearer{}.Refuse, web.SealedCookie[sample.Session]("s", newRing(t)).Refuse,
	}
	for _, row := range statusRow.FindAllStringSubmatch(string(doc), -1) {
		for name := range strings.SplitSeq(row[1], ", ") {
			err, known := left[name]
			if !known || err == nil {
				t.Errorf("the table has %q, which is no error or is there twice", name)
				continue
			}
			delete(left, name)
			if got := strconv.Itoa(web.Status(err)); got != row[2] {
				t.Errorf("%s: the status of a link is %s, and the table has %s", name, got, row[2])
			}
			for _, refuse := range headers {
				w := httptest.NewRecorder()
				refuse(w, request("GET", "/", nil), err)
				if got := strconv.Itoa(w.Code); row[3] != "-" && got != row[3] {
					t.Errorf("%s: the status of a header is %s, and the table has %s", name, got, row[3])
				}
			}
		}
	}
	for name := range left {
		t.Errorf("the table has no row for %s", name)
	}
}

// TestStatusOfAllErrors: no kind of error of the runtime is missing in the list of causes.
func TestStatusOfAllErrors(t *testing.T) {
	known := causes(t)
	exported := regexp.MustCompile(`(?m)^(?:\t|var )(Err[A-Z]\w*) +(?:error )?= (?:errors\.New|&tokenError)`)
	found := 0
	for _, file := range []string{"errors.go", "store.go", "signer.go"} {
		source, err := os.ReadFile("../" + file)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range exported.FindAllStringSubmatch(string(source), -1) {
			found++
			if known[name[1]] == nil && name[1] != "ErrInvalid" {
				t.Errorf("typeseal.%s has no status", name[1])
			}
		}
	}
	if found < 15 {
		t.Errorf("only %d errors in the runtime", found)
	}
}
