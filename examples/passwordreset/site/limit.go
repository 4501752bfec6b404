package site

import (
	"net"
	"net/http"
	"sync"
	"time"
)

// A limit counts events by name, such as requests of a client. It allows a number of
// events with the same name in a period of time.
type limit struct {
	most   int
	period time.Duration

	mu    sync.Mutex
	since time.Time
	count map[string]int
}

// allow counts an event and reports whether it is within the limit. All counts begin anew
// after each period, so that the map does not grow for ever.
func (l *limit) allow(name string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if now := time.Now(); l.count == nil || now.Sub(l.since) >= l.period {
		l.since, l.count = now, map[string]int{}
	}
	l.count[name]++
	return l.count[name] <= l.most
}

// client returns the network address of a client. All addresses of one IPv6 network of 64
// bits count as one, since a client may have all of them.
func client(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	ip := net.ParseIP(host)
	if err != nil || ip == nil {
		return r.RemoteAddr
	}
	if ip.To4() == nil {
		ip = ip.Mask(net.CIDRMask(64, 128))
	}
	return ip.String()
}
