package replicas

import "fmt"

// answer is what a call was told.
type answer int8

const (
	failed answer = iota
	first         // this call made the record
	again         // the record has the claim of the call
	graced        // the record is no older than the grace
	used
	unused // Look only
)

func (a answer) String() string {
	return [...]string{"failed", "first", "again", "graced", "used", "unused"}[a]
}

// made reports whether the call was told that it made the record at a time.
func (o op) made(at int16) bool { return o.answer == first && o.at == at }

// yes reports whether the caller was told that it may go on.
func (a answer) yes() bool { return a == first || a == again || a == graced }

// op is one call. Times are unique, since each event has its own.
type op struct {
	look       bool
	claim      int8 // 0: none
	begin, end int16
	answer     answer
	at         int16 // when the record was made, if there is one
}

func (o op) String() string {
	method := "Consume"
	if o.look {
		method = "Look"
	}
	return fmt.Sprintf("[%d..%d] %s with claim %d: %v, made at %d", o.begin, o.end, method, o.claim, o.answer, o.at)
}

// register is the state of the token. The zero register has no record.
type register struct {
	maker int8  // 1 + the index of the call that made the record
	at    int16 // when it was made; 0: not known yet
	firm  bool  // somebody was told yes because of it, so that it stays
}

// search looks for an order of the calls.
type search struct {
	ops   []op
	must  uint32 // the calls that were told something
	tried map[step]bool
}

// step is where a search has been: which calls are done, and the register.
type step struct {
	done uint32
	register
}

// ordered reports whether there is an order of the calls in which the register gives their
// answers. If yesOnly is set, only the calls that were told yes count. The others may have
// made the record, too.
func ordered(ops []op, yesOnly bool) bool {
	s := search{ops: ops, tried: make(map[step]bool)}
	for i, o := range ops {
		if o.answer.yes() || o.answer != failed && !yesOnly {
			s.must |= 1 << i
		}
	}
	return s.from(step{})
}

func (s *search) from(at step) bool {
	if at.done == s.must {
		return true
	}
	if s.tried[at] {
		return false
	}
	s.tried[at] = true
	limit := s.limit(at.done)
	for i, o := range s.ops {
		if bit := uint32(1) << i; s.must&bit != 0 && at.done&bit == 0 && o.begin < limit {
			for _, before := range s.before(at.register, limit) {
				if after, ok := s.apply(before, int8(i)); ok && s.from(step{at.done | bit, after}) {
					return true
				}
			}
		}
	}
	return false
}

// limit returns when the first call ends that is not done. What comes next began before.
func (s *search) limit(done uint32) int16 {
	limit := int16(1<<15 - 1)
	for i, o := range s.ops {
		if s.must&^done&(1<<i) != 0 {
			limit = min(limit, o.end)
		}
	}
	return limit
}

// before returns what can become of a register by itself: a record that nobody was told of
// can be lost, and any call that has begun can make one, even after it failed.
func (s *search) before(r register, limit int16) []register {
	list := []register{r}
	if r.firm || r.maker != 0 && s.ops[r.maker-1].made(r.at) {
		return list
	}
	if r.maker != 0 {
		list = append(list, register{})
	}
	for i, o := range s.ops {
		if !o.look && o.begin < limit {
			list = append(list, register{maker: int8(i) + 1})
		}
	}
	return list
}

// apply returns the register after a call, and whether the call's answer is right.
func (s *search) apply(r register, i int8) (after register, ok bool) {
	o := s.ops[i]
	switch o.answer {
	case first:
		own := r.maker == i+1 && (r.at == 0 || r.at == o.at)
		return register{i + 1, o.at, true}, own || r.maker == 0
	case unused:
		return r, r.maker == 0 && o.look
	}
	if r.maker == 0 || r.maker == i+1 || r.at != 0 && r.at != o.at || o.at <= s.ops[r.maker-1].begin {
		return r, false
	}
	r.at = o.at
	r.firm = r.firm || o.answer.yes()
	same := o.claim != 0 && o.claim == s.ops[r.maker-1].claim
	return r, same == (o.answer == again)
}
