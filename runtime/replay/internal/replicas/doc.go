// Package replicas is a model of a store on a server with replicas, and a checker of its
// answers. It has tests only.
//
// The model is one token, three callers, and a leader with up to two followers. A seed
// decides what happens next: a call begins, is carried out, waits for followers, is
// answered, loses its answer or gives up; a follower copies a write or confirms it; the
// network splits and heals; a server dies and comes back; a follower is promoted while the
// old leader still leads, or after it died. Calls have claims and grace, and are repeated.
// So each seed makes a history: when each call began and ended, and what it was told.
//
// The checker decides whether there is an order of the calls in which a register with
// claims gives these answers, and which agrees with the times. A record may be lost until
// somebody was told yes because of it. After that it stays.
//
// The designs that are built have no history without such an order, as far as the answers
// yes are concerned. A leader that was replaced and does not know it may still say that a
// token is used, or not yet used: that is no yes, and no reason to wait for followers. Each
// mistake that is seeded in a design has a history without such an order.
//
// To check a million histories of each design that is built:
//
//	go test -run TestBuilt -v ./runtime/replay/internal/replicas -histories 1000000
//
// What the model leaves out: tokens that end, clocks that differ, and servers that lose
// what they have written to disk. The model in package replay has the first two.
package replicas
