package web_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
)

// raw sends bytes to a server, and returns the statuses of all responses until the server
// closes the connection.
func raw(t *testing.T, s *httptest.Server, text string) (statuses []int) {
	conn := must(net.Dial("tcp", s.Listener.Addr().String()))(t)
	defer conn.Close()
	if _, err := io.WriteString(conn, text); err != nil {
		t.Fatal(err)
	}
	answers := bufio.NewReader(conn)
	for {
		resp, err := http.ReadResponse(answers, nil)
		if err != nil {
			return statuses
		}
		statuses = append(statuses, resp.StatusCode)
		io.Copy(io.Discard, resp.Body)
	}
}

// TestRaw sends requests that clients of package http do not send.
func TestRaw(t *testing.T) {
	keys := newRing(t)
	h, cookie := everySource(t, keys)
	s := httptest.NewServer(h)
	defer s.Close()
	token := download(t, keys)
	const host, closes = "Host: example.com\r\n", "Connection: close\r\n"
	formed := host + "Content-Type: " + urlencoded + "\r\n"
	body := "token=" + token
	chunked := func(text string) string {
		return fmt.Sprintf("Transfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n", len(text), text)
	}
	large := body + "&x=" + strings.Repeat("x", 64<<10)
	get := func(path string, headers ...string) string {
		return "GET " + path + " HTTP/1.1\r\n" + host + closes + strings.Join(append(headers, "", ""), "\r\n")
	}
	post := func(rest string) string { return "POST /form HTTP/1.1\r\n" + formed + closes + rest }
	query := "/query?token=" + token
	for what, test := range map[string]struct {
		text string
		want []int
	}{
		"absolute form":     {get("http://evil.example" + query), []int{200}},
		"HTTP/1.0":          {"GET " + query + " HTTP/1.0\r\n\r\n", []int{200}},
		"two parameters":    {get(query + "&t%6fken=x"), []int{403}},
		"a space":           {get("/query?token= " + token), []int{400}},
		"a tab in a header": {get("/bearer", "Authorization: Bearer\t"+token), []int{401}},
		"a folded header":   {get("/bearer", "Authorization: Bearer\r\n "+token), []int{200}},
		"spaces around":     {get("/bearer", "authorization:   bearer "+token+"  "), []int{200}},
		"two headers": {
			get("/bearer", "Authorization: Bearer "+token, "AUTHORIZATION: Bearer x"), []int{401},
		},
		"a quoted cookie":    {get("/cookie", "Cookie: "+strings.Replace(cookie, "=", `="`, 1)+`"`), []int{200}},
		"U+2000 and cookie":  {get("/cookie", "Cookie: \u2000"+cookie), []int{401}},
		"another case":       {get("/cookie", "Cookie: "+strings.Replace(cookie, "Host", "host", 1)), []int{401}},
		"a huge header":      {get("/bearer", "Authorization: Bearer "+strings.Repeat("x", 512<<10)), []int{401}},
		"chunked":            {post(chunked(body)), []int{200}},
		"chunked and large":  {post(chunked(large)), []int{413}},
		"length and chunked": {post("Content-Length: 3\r\n" + chunked(body)), []int{200}},
		"large, before it is sent": {
			post("Expect: 100-continue\r\nContent-Length: 99999999\r\n\r\n"), []int{413},
		},
		"a token of the next request": {
			"POST /form HTTP/1.1\r\n" + formed + "Content-Length: 3\r\n\r\nx=1" + get(query), []int{403, 200},
		},
	} {
		if got := raw(t, s, test.text); !slices.Equal(got, test.want) {
			t.Errorf("%s: %v, want %v", what, got, test.want)
		}
	}
}
