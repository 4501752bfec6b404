//go:build unix

package peer

import (
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"runtime"
	"strconv"
	"sync"
	"time"
)

// Net is a network of hosts on loopback, which are numbered from 1 to 99. A host has an
// address, from which its servers and clients connect, and a face, to which they connect.
// Between them are proxies that can cut and delay what two hosts send each other.
type Net struct {
	block     string // the start of all addresses of the network
	lock      sync.Mutex
	listeners []net.Listener
	links     map[*link]bool
	apart     func(a, b int) bool
	delay     func(a, b int) time.Duration
}

// NewNet returns a network. It works only on Linux, where all of 127.0.0.0/8 is loopback.
func NewNet() (*Net, error) {
	if runtime.GOOS != "linux" {
		return nil, fmt.Errorf("a network of hosts on loopback is %w: it needs Linux", errMissing)
	}
	n := &Net{links: make(map[*link]bool)}
	n.block = fmt.Sprintf("127.%d.%d.", 1+rand.N(250), rand.N(250))
	n.Heal()
	return n, nil
}

// Address returns the address from which a host connects.
func (n *Net) Address(host int) string { return fmt.Sprint(n.block, host) }

// Face returns the address to which other hosts connect.
func (n *Net) Face(host int) string { return fmt.Sprint(n.block, 100+host) }

// Dialer returns a dialer for a client on a host.
func (n *Net) Dialer(host int) *net.Dialer {
	return &net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(n.Address(host))}, Timeout: 5 * time.Second}
}

// Open lets other hosts connect to a port of a host.
func (n *Net) Open(host, port int) error {
	listener, err := net.Listen("tcp", net.JoinHostPort(n.Face(host), strconv.Itoa(port)))
	if err != nil {
		return err
	}
	n.lock.Lock()
	n.listeners = append(n.listeners, listener)
	n.lock.Unlock()
	go func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			go n.serve(client, host, port)
		}
	}()
	return nil
}

// Close closes all ports and connections.
func (n *Net) Close() {
	n.lock.Lock()
	defer n.lock.Unlock()
	for _, l := range n.listeners {
		l.Close()
	}
	for l := range n.links {
		l.close()
	}
}

// Cut cuts the connections of all hosts a and b for which apart is true. What they send
// disappears, as if a cable was pulled: nothing closes the connections before Heal.
func (n *Net) Cut(apart func(a, b int) bool) {
	n.lock.Lock()
	defer n.lock.Unlock()
	n.apart = apart
	for l := range n.links {
		l.broken = l.broken || apart(l.from, l.to)
	}
}

// Split cuts all connections between some hosts and the others.
func (n *Net) Split(hosts ...int) {
	here := make(map[int]bool)
	for _, h := range hosts {
		here[h] = true
	}
	n.Cut(func(a, b int) bool { return here[a] != here[b] })
}

// Delay delays what all hosts send each other.
func (n *Net) Delay(delay func(a, b int) time.Duration) {
	n.lock.Lock()
	defer n.lock.Unlock()
	n.delay = delay
}

// Heal ends the cuts and delays, and closes the connections that were cut.
func (n *Net) Heal() {
	n.lock.Lock()
	defer n.lock.Unlock()
	n.apart = func(a, b int) bool { return false }
	n.delay = func(a, b int) time.Duration { return 0 }
	for l := range n.links {
		if l.broken {
			l.close()
			delete(n.links, l)
		}
	}
}

// link is a connection of one host to another.
type link struct {
	from, to       int
	client, server net.Conn // server is nil if the link was broken from the start
	broken         bool
}

func (l *link) close() {
	l.client.Close()
	if l.server != nil {
		l.server.Close()
	}
}

// serve forwards what a client and a host send each other.
func (n *Net) serve(client net.Conn, host, port int) {
	l := &link{from: hostOf(client.RemoteAddr()), to: host, client: client}
	n.lock.Lock()
	l.broken = n.apart(l.from, l.to)
	n.links[l] = true
	broken := l.broken
	n.lock.Unlock()
	if broken {
		return
	}
	server, err := net.Dial("tcp", net.JoinHostPort(n.Address(host), strconv.Itoa(port)))
	if err != nil {
		n.drop(l)
		return
	}
	n.lock.Lock()
	l.server = server
	n.lock.Unlock()
	go n.forward(l, server, client, l.from, l.to)
	n.forward(l, client, server, l.to, l.from)
}

// hostOf returns the number of a host.
func hostOf(address net.Addr) int {
	ip := address.(*net.TCPAddr).IP.To4()
	return int(ip[3])
}

// forward forwards what a host sends until the link is broken or closed.
func (n *Net) forward(l *link, to io.Writer, from io.Reader, a, b int) {
	for data := make([]byte, 64<<10); ; {
		size, err := from.Read(data)
		n.lock.Lock()
		delay, broken := n.delay(a, b), l.broken
		n.lock.Unlock()
		if broken {
			return // Heal closes the link
		}
		time.Sleep(delay)
		if err == nil {
			_, err = to.Write(data[:size])
		}
		if err != nil {
			n.drop(l)
			return
		}
	}
}

// drop closes a link unless it is broken.
func (n *Net) drop(l *link) {
	n.lock.Lock()
	defer n.lock.Unlock()
	if !l.broken {
		l.close()
		delete(n.links, l)
	}
}
