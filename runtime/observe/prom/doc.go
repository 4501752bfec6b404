// Package prom counts tokens for Prometheus, and shows the age and the keys of key rings.
//
//	o, err := prom.New(nil) // in the default registry
//	keys = keys.WithObserver(o)
//	err = o.AddRing("site", keys)
//
// Package otel does the same for OpenTelemetry. Package expvars needs no library: it counts
// tokens in a JSON page, without ages and rings. observe.Slog writes a line for each token,
// with its own age and key id.
//
// # Metrics
//
//	typeseal_tokens_total{salt, op, result, key, primary}  tokens that were minted, opened or refused
//	typeseal_token_age_life_ratio{salt}                    histogram of the age, as a part of the token's life
//	typeseal_repaired_tokens_total{salt}                   tokens that were opened, but only with the option Repair
//	typeseal_repeated_tokens_total{salt}                   used tokens that were accepted again: by grace or Claim
//	typeseal_ring_loads_total{result}                      loads that changed a ring, and loads that failed
//	typeseal_ring_age_seconds{ring}                        time since the ring was loaded without an error
//	typeseal_ring_keys{ring, key, state}                   1 for each key
//
// The label op is mint, open, peek or redeem. The label result is ok, or the reason
// without its prefix: "expired token" for typeseal.ErrExpired. The labels key (the key's
// id) and primary (true or false) are empty unless the result is ok.
//
// A load is counted if it changes the ring, or if it fails for another reason than the
// load before it.
//
// The histogram has the authentic tokens that were opened or refused, unless they never
// expire. A value above 1 means that the token has expired.
//
// # Queries for a dashboard
//
// Refusals by reason:
//
//	sum by (salt, result) (rate(typeseal_tokens_total{result!="ok"}[5m]))
//
// Anyone can cause malformed and forged tokens. Tokens of a retired key mean that it was
// retired too early: accept it again. Tokens of a revoked key come from people with old
// links, or from whoever stole the key. Tokens of an unknown key, after a rotation, mean
// that a program does not have the new key yet. A failed store and an invalid
// configuration are the program's own faults.
//
// The age that nine of ten tokens do not exceed when they are used, as a part of their
// life:
//
//	histogram_quantile(0.9, sum by (salt, le) (rate(typeseal_token_age_life_ratio_bucket[1h])))
//
// Near 1, many people are almost too late: send the mail sooner, or raise max-age. Above
// 1, more than a tenth of them are too late.
//
// Tokens that still need an old key:
//
//	sum by (salt, key) (increase(typeseal_tokens_total{op!="mint", primary="false"}[1d]))
//
// If you retire the key today, about that many tokens a day are refused. A public ring has
// no primary key, so all its keys are shown.
//
// Programs by the key that they mint with:
//
//	count by (ring, key) (typeseal_ring_keys{state="primary"})
//
// If there are two lines for a ring, some programs do not have the new primary key yet.
//
// Rings that are too old:
//
//	typeseal_ring_age_seconds > 300
//
// The program has not loaded its ring for five minutes, and may lack a new key or a
// cutoff. A rotation must wait for it. The age of a ring that is not watched grows too, so
// do not add such a ring.
//
// # Limits
//
// The number of series depends on the program and its rings, not on tokens or realms. For
// each salt and operation, typeseal_tokens_total has a series for each result, and for
// each key that has minted or opened a token. A test sends 100,000 hostile tokens to six
// types and 1,000 tenants. They make fewer than 60 series of this metric, and five
// histograms. The series of a key that is removed from its ring stay until the program
// ends.
//
// Counting a token takes no lock and does not allocate, unless its series is new.
package prom
