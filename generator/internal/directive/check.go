package directive

import (
	"fmt"
	"slices"

	"github.com/typeseal/typeseal/generator/internal/contract"
	"github.com/typeseal/typeseal/generator/internal/diag"
)

// checkVersions compares mint and accept with the version of the struct, which is
// the newest.
func (r *reader) checkVersions() {
	d := r.d
	if !r.has("mint") {
		d.Mint = d.Version
	}
	if len(r.faults) > 0 {
		return // one of the numbers may be wrong
	}
	newest := slices.Max(d.Accepted())
	switch {
	case newest > d.Version:
		r.refuseName("accept", fmt.Sprintf("accept lists version %d, but the struct has version %d", newest, d.Version),
			fmt.Sprintf("write version=%d if this is the struct of that version, and keep the old struct with "+
				"//typeseal:former", newest))
	case d.Mint > d.Version:
		r.refuseName("mint", fmt.Sprintf("mint is version %d, but the struct has version %d", d.Mint, d.Version),
			"write an older version, or leave mint out")
	case !slices.Contains(d.Accepted(), d.Mint):
		accept := append(d.Accepted(), d.Mint)
		slices.Sort(accept)
		r.refuseName("mint", fmt.Sprintf("new tokens have version %d, which is not accepted", d.Mint),
			"write accept="+Numbers(accept))
	}
}

// checkToken checks the options of sign and seal together, and sets the fields that a
// foreign format determines. The verb is at the given place.
func (r *reader) checkToken(verb diag.Span) {
	d, f := r.d, r.d.Foreign()
	if d.Once && d.MaxAge == Unlimited {
		r.refuseName("once", "once cannot be combined with max-age=unlimited",
			"write a max-age such as max-age=30m: a store would have to remember unlimited tokens forever")
	}
	switch {
	case d.Grace != 0 && !r.has("once"):
		r.refuseName("grace", "grace requires once",
			"write once, or leave grace out: only single-use tokens have a grace")
	case d.Grace > d.MaxAge && d.MaxAge > 0:
		r.refuseName("grace", "grace is longer than max-age", "write a shorter grace, such as grace=30s: "+
			"a token that has expired is not accepted again")
	}
	if !r.has("salt") && d.Unsalted() && !r.unknownFormat {
		r.refuse(verb, "salt is missing", "write salt=account.password-reset, a name that no other type has")
	}
	if !r.has("max-age") {
		help := "write max-age=30m, or max-age=unlimited"
		if f != nil && f.Timeless {
			help = "write max-age=unlimited: " + f.Name + " tokens contain no time"
		}
		r.refuse(verb, "max-age is missing", help)
	}
	if f == nil {
		r.checkAlso()
		return
	}
	d.Codec, d.Version, d.Mint, d.Prefix = f.Codec(), 0, 0, ""
	if r.has("max-size") && d.MaxSize > f.MostMaxSize {
		r.refuseName("max-size", fmt.Sprintf("%s tokens have at most %d characters", f.Name, f.MostMaxSize),
			fmt.Sprintf("write max-size=%d, or leave it out", f.MostMaxSize))
	}
	d.MaxSize = min(d.MaxSize, f.MostMaxSize)
}

// checkAlso sets d.Also, if also= and its options are complete.
func (r *reader) checkAlso() {
	if r.has("also") && !r.has("until") {
		r.refuseName("also", "also requires until",
			"write the last day on which the other system's tokens are accepted, such as until=2027-03-31")
	}
	if r.has("until") && !r.has("also") {
		r.refuseName("until", "until requires also", "write also= with one of "+orList(contract.FormatNames()))
	}
	if r.has("also") && r.d.Once {
		r.refuseName("also", "also cannot be combined with once",
			"foreign tokens have no id that a store could remember")
		return
	}
	f := contract.Foreign(r.also.Format)
	if f == nil || r.also.Missing && !r.checkMissing(f) || r.also.Until.IsZero() {
		return
	}
	if r.also.Salt == "" && f.Salt == contract.OptionSalt {
		r.also.Salt = r.d.Salt
	}
	r.d.Also = &r.also
}

// checkMissing refuses also-missing if nothing but the names of all fields would keep the
// tokens of one purpose apart from those of another. An option that has a faulty value
// counts as given.
func (r *reader) checkMissing(f *contract.Format) bool {
	faulty := r.has("also-codec") && r.also.Codec == ""
	switch {
	case r.also.Gob() && !faulty:
		r.refuseName("also-missing", "also-missing has no meaning for gobs",
			"leave it out: a gob never contains a field that is zero, and typeseal accepts that; if the other system "+
				"used securecookie.JSONEncoder, write also-codec=json")
	case f.Salt == contract.NoSalt && !r.has("also-issuer") && !r.has("also-audience"):
		r.refuseName("also-missing",
			fmt.Sprintf("also-missing with also=%s requires also-audience or also-issuer", f.Name),
			"write the audience that the tokens have, such as also-audience=reset: if fields may be missing, only an "+
				"audience or issuer tells for which purpose a token is")
	default:
		return true
	}
	return false
}
