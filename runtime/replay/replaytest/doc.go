// Package replaytest tests stores of single-use tokens. [Run] checks that a store keeps
// the contract of typeseal.Store:
//
//	func TestStore(t *testing.T) {
//		replaytest.Run(t, func(t *testing.T) replaytest.Subject {
//			return replaytest.Subject{Store: mystore.New(t.TempDir())}
//		})
//	}
//
// The more functions a [Subject] has, the more Run checks: several instances, restarts,
// outages, lost answers, purges and clocks. The directory examples/boltstore has a store
// that is not one of ours, with its test.
//
// # What a store must do
//
// Each check has a sentence that says what a store must do. If the check fails, the test
// prints that sentence and what the store did instead. FAULTS.md lists the sentences. It
// also lists faulty stores, such as people write them, and the check that finds each. Read
// it before you write a store.
//
// A store has more to know than typeseal.Store says:
//
//   - Keep the record until replay.Grace after use.ExpiresAt. Return replay.ErrLate for a
//     token without a record if it ended more than replay.MaxLate ago.
//   - Use one clock: that of the server which has the records. If each process used its
//     own, they would disagree about what is late and what may be purged. Do not use
//     use.IssuedAt or use.ExpiresAt in place of a clock.
//   - Record.At and Record.Now decide about use.Grace. The store need not decide, and must
//     not keep the grace with the record. But if use.Accepts(record), the answer is a yes.
//   - A yes comes from a write, also in Look. Write the record again as it is, and wait for
//     what a new record waits for.
//   - Return at most 100 ms after the context's deadline, whatever the server or its driver
//     does, and let no goroutine wait forever. Have a deadline of your own, at most 20
//     seconds, for a context that has none.
//   - If the answer to a write was lost, do not guess. Return an error, or ask again in a
//     way that recognizes the record that this call made.
//
// # What no test can find
//
// Run sees answers, not what is behind them. It cannot find a store
//
//   - that loses records when the power fails or the disk lies, because the kernel keeps
//     what a killed process wrote;
//   - that loses them at a failover, or answers on both sides of a split network, unless
//     Restart or ReadOnly cause one;
//   - that drops them when memory runs out, or after more records or more time than a test
//     has; an eviction policy, a TTL on the wrong clock and a Bloom filter are such faults;
//   - that is used with other settings than in the test: isolation, search path, connection
//     pool, replicas;
//   - whose records are deleted by a job that is not the Subject's Purge;
//   - that shortens ids by a good hash to 64 bits or more;
//   - whose mistake needs two calls within a time far shorter than a call, or that is wrong
//     once in a million calls.
//
// Read the store's code and its server's documentation with this list in hand.
package replaytest
