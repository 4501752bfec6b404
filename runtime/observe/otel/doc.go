// Package otel shows OpenTelemetry how tokens and key rings fare.
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
//	typeseal.repaired_tokens       {token}  counter          tokens that opened only after Repair had mended them
//	typeseal.repeated_tokens       {token}  counter          used tokens that were redeemed again by permission
//	typeseal.ring.loads            {load}   counter          rings that changed, or cannot be loaded
//	typeseal.ring.age              s        gauge            time since the last good load
//	typeseal.ring.keys             {key}    up-down counter  1 for each key
//
// Metrics of tokens have the attribute typeseal.salt, and the counter typeseal.tokens has
//
//	typeseal.operation    mint, open, peek or redeem
//	error.type            if it failed: the reason without its prefix, "expired token" for typeseal.ErrExpired
//	typeseal.key.id       if it succeeded
//	typeseal.key.primary  if it succeeded: whether the key is the ring's primary key
//
// Metrics of rings have the attribute typeseal.ring.name, keys have typeseal.key.id and
// typeseal.key.state, and loads that failed have error.type.
//
// Loads are counted if they change the ring, and if they fail for another reason than the
// last one did.
//
// The histogram has the tokens that were opened or refused, if they are authentic and do
// not live forever. A token that has expired is above 1.
//
// # Queries for a dashboard
//
// These are for a database that takes OpenTelemetry's metrics and answers PromQL. There a
// name has underscores for dots, and its unit at the end.
//
// Refusals by reason:
//
//	sum by (typeseal_salt, error_type) (rate(typeseal_tokens_total{error_type!=""}[5m]))
//
// Strangers cause malformed and forged tokens. If there are tokens of a retired key, it was
// retired too early: accept it again. Those of a revoked key come from people with old links
// or from whoever has the key. Those of an unknown key, after a rotation, mean that a host
// does not have the new key yet. A failed store and an invalid configuration are the
// program's own faults.
//
// The age before which nine of ten tokens come, as a part of their life:
//
//	histogram_quantile(0.9, sum by (typeseal_salt, le) (rate(typeseal_token_age_life_ratio_bucket[1h])))
//
// Near 1, people hardly come in time: send the mail sooner, or raise max-age. Above 1, more
// than a tenth of them is too late.
//
// Tokens that still need an old key:
//
//	sum by (typeseal_salt, typeseal_key_id) (increase(
//		typeseal_tokens_total{typeseal_operation!="mint", typeseal_key_primary="false"}[1d]))
//
// If you retire the key today, about as many tokens a day are refused. A public ring has no
// primary key, so all its keys are shown.
//
// Hosts by the key that they mint with:
//
//	count by (typeseal_ring_name, typeseal_key_id) (typeseal_ring_keys{typeseal_key_state="primary"})
//
// If there are two lines for a ring, some hosts do not have the new primary key yet.
//
// Rings that are too old:
//
//	typeseal_ring_age_seconds > 300
//
// The host could not load its ring for five minutes, and may lack a new key or a cutoff. A
// rotation must wait for it. A ring that is not watched grows old too, so do not add it.
//
// # Limits
//
// The number of series depends on the program and its rings, and not on its tokens or
// realms. For each salt and operation, typeseal.tokens has a series for each result, and
// for each key that has minted or opened a token. A test sends 100,000 hostile tokens to
// six types and 1,000 tenants. They make fewer than 60 series of this metric, and five
// histograms. The series of a key that is removed from its ring stay until the program
// ends.
//
// To count a token does not allocate, unless its series is new.
package otel
