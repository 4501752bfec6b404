package web

import (
	"errors"
	"mime"
	"net/http"
	"strconv"
	"strings"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay"
)

// Headers of responses to requests of links. The policy strict-origin hides the path and the
// query from all other sites, and from the site's own logs of images. With no-referrer,
// browsers would send "Origin: null" with the form, and the check for forms of other sites
// would refuse it.
const (
	referrerPolicy = "strict-origin"
	robots         = "noindex, nofollow"
)

// An answer is the status and text of a response. All answers are constants.
type answer struct {
	status      int
	title, text string
}

var (
	badLink = answer{403, "This link does not work",
		"It may have been cut on its way to you: copy the whole link from the mail, or ask for a new one."}
	expiredLink = answer{410, "This link has expired", "Ask for a new one."}
	usedLink    = answer{410, "This link has been used",
		"If you have just pressed the button, it worked: there is nothing more to do here."}
	staleLink   = answer{410, "This link is no longer needed", "What it was for has changed since it was sent."}
	goneLink    = answer{410, "This link was withdrawn", "Ask for a new one."}
	lostLink    = answer{410, "This link no longer works", "Ask for a new one."}
	tryLater    = answer{503, "Please try again in a minute", "Your link is still good."}
	otherOrigin = answer{403, "Please press the button again", "The form came from another site."}

	noCookie    = answer{401, "Please sign in", "This page needs a valid sign-in."}
	noBearer    = answer{401, "Not authorized", "This request needs a valid token in its Authorization header."}
	unavailable = answer{503, "Please try again in a minute", "This site has a problem that should not last."}

	broken = answer{500, "Something is wrong with this site",
		"It is not your fault. Please tell the people who run the site."}
	wrongMethod = answer{405, "This address does not take such requests", "Open the link again."}
	tooLarge    = answer{413, "This request is too large", "Send less at once."}
	wrongBody   = answer{415, "This address takes forms only", "Open the link again."}
)

var errMethod = errors.New("web: method not allowed")

// answerTo returns the response to a link whose token is refused with err.
func answerTo(err error) answer {
	switch _, large := errors.AsType[*http.MaxBytesError](err); {
	case large:
		return tooLarge
	case errors.Is(err, errMediaType):
		return wrongBody
	case errors.Is(err, errMethod):
		return wrongMethod
	case errors.Is(err, ErrNoToken), errors.Is(err, typeseal.ErrUnknownKey): // also a revoked key
		return badLink
	case errors.Is(err, typeseal.ErrExpired):
		return expiredLink
	case errors.Is(err, typeseal.ErrUsed):
		return usedLink
	case errors.Is(err, typeseal.ErrStale):
		return staleLink
	case errors.Is(err, typeseal.ErrRevoked):
		return goneLink
	case errors.Is(err, typeseal.ErrInvalid):
		return badLink
	case errors.Is(err, typeseal.ErrConfig), errors.Is(err, typeseal.ErrMint):
		return broken
	case errors.Is(err, replay.ErrBeforeStart): // it matches ErrStore, but will not work later
		return lostLink
	}
	return tryLater
}

// Status returns the HTTP status of the response to a link whose token is refused with err.
// The package doc has a table of them. It is 200 if err is nil.
func Status(err error) int {
	if err == nil {
		return http.StatusOK
	}
	return answerTo(err).status
}

// Refuse answers a request of a link whose token is refused with err: with a page if the
// client accepts HTML, and otherwise with a line of text. All answers with status 403 are
// equal, byte for byte, so that they do not reveal what is wrong with a token. Refuse logs
// nothing: see the package doc.
func Refuse(w http.ResponseWriter, r *http.Request, err error) {
	pageHeaders(w.Header(), builtinPolicy)
	answerTo(err).write(w, r)
}

// write writes the response. The headers of the page are set.
func (a answer) write(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Del("Content-Length")
	if a.status == http.StatusServiceUnavailable {
		h.Set("Retry-After", "30")
	}
	if !acceptsHTML(r) {
		h.Set("Content-Type", "text/plain; charset=utf-8")
		w.WriteHeader(a.status)
		w.Write([]byte(a.title + ". " + a.text + "\n"))
		return
	}
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", builtinPolicy)
	w.WriteHeader(a.status)
	writePage(w, View{Page: Page{Title: a.title, Text: a.text}})
}

// maxAccept is the length in bytes of the longest Accept header that is read. Browsers
// send about 200 bytes.
const maxAccept = 4096

// acceptsHTML reports whether the client asked for HTML. A client that accepts every type
// gets text.
func acceptsHTML(r *http.Request) bool {
	accept := strings.Join(r.Header["Accept"], ",")
	if len(accept) > maxAccept {
		return false
	}
	for kind := range strings.SplitSeq(accept, ",") {
		name, params, err := mime.ParseMediaType(kind)
		quality, qErr := strconv.ParseFloat(params["q"], 64)
		if err == nil && name == "text/html" && (qErr != nil || quality > 0) {
			return true
		}
	}
	return false
}

func (Bearer) header() string { return "Authorization" }

// Refuse is the response of a Handler to a request without a valid token: status 401 with a
// challenge, or 500 or 503 as [Status] says.
func (Bearer) Refuse(w http.ResponseWriter, r *http.Request, err error) {
	challenge := "Bearer"
	if !errors.Is(err, ErrNoToken) {
		challenge = `Bearer error="invalid_token"`
	}
	demand(w, r, err, challenge, noBearer)
}

// demand answers a request whose token is missing in a header, or refused. If the token is at
// fault, the response is unauthorized.
func demand(w http.ResponseWriter, r *http.Request, err error, challenge string, unauthorized answer) {
	switch a := answerTo(err); {
	case a.status == 403 || a.status == 410:
		w.Header().Set("WWW-Authenticate", challenge)
		unauthorized.write(w, r)
	case a == tryLater:
		unavailable.write(w, r)
	default:
		a.write(w, r)
	}
}
