// Package otel counts tokens for OpenTelemetry, and shows the age and the keys of key rings.
//
//	o, err := otel.New(nil) // with the global provider
//	keys = keys.WithObserver(o)
//	err = o.AddRing("site", keys)
//
// Package prom does the same for Prometheus. Package expvars needs no library: it counts
// tokens in a JSON page, without ages and rings. observe.Slog writes a line for each token,
// with its own age and key id.
//
// # Metrics
//
//	typeseal.tokens                {token}  counter          tokens that were minted, opened or refused
//	typeseal.token.age_life_ratio  1        histogram        the age, as a part of the token's life
//	typeseal.repaired_tokens       {token}  counter          tokens that were opened, but only with the option Repair
//	typeseal.repeated_tokens       {token}  counter          used tokens that were accepted again: by grace or Claim
//	typeseal.ring.loads            {load}   counter          loads that changed a ring, and loads that failed
//	typeseal.ring.age              s        gauge            time since the ring was loaded without an error
//	typeseal.ring.keys             {key}    up-down counter  1 for each key
//
// Metrics of tokens have the attribute typeseal.salt, and the counter typeseal.tokens has
//
//	typeseal.operation    mint, open, peek or redeem
//	error.type            if it failed: the reason without its prefix, "expired token" for typeseal.ErrExpired
//	typeseal.key.id       if it succeeded
//	typeseal.key.primary  if it succeeded: whether the key is the ring's primary key
//
// The gauges of rings and keys have the attribute typeseal.ring.name. Keys also have
// typeseal.key.id and typeseal.key.state. Loads that failed have error.type.
//
// A load is counted if it changes the ring, or if it fails for another reason than the
// load before it.
//
// The histogram has the authentic tokens that were opened or refused, unless they never
// expire. A value above 1 means that the token has expired.
//
// # Queries for a dashboard
//
// The queries are in PromQL, for a database that takes OpenTelemetry's metrics. There a
// name has underscores instead of dots, and its unit at the end.
//
// Refusals by reason:
//
//	sum by (typeseal_salt, error_type) (rate(typeseal_tokens_total{error_type!=""}[5m]))
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
//	histogram_quantile(0.9, sum by (typeseal_salt, le) (rate(typeseal_token_age_life_ratio_bucket[1h])))
//
// Near 1, many people are almost too late: send the mail sooner, or raise max-age. Above
// 1, more than a tenth of them are too late.
//
// Tokens that still need an old key:
//
//	sum by (typeseal_salt, typeseal_key_id) (increase(
//		typeseal_tokens_total{typeseal_operation!="mint", typeseal_key_primary="false"}[1d]))
//
// If you retire the key today, about that many tokens a day are refused. A public ring has
// no primary key, so all its keys are shown.
//
// Programs by the key that they mint with:
//
//	count by (typeseal_ring_name, typeseal_key_id) (typeseal_ring_keys{typeseal_key_state="primary"})
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
// each salt and operation, typeseal.tokens has a series for each result, and for each key
// that has minted or opened a token. A test sends 100,000 hostile tokens to six types and
// 1,000 tenants. They make fewer than 60 series of this metric, and five histograms. The
// series of a key that is removed from its ring stay until the program ends.
//
// Counting a token does not allocate, unless its series is new.
package otel
