package directive

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/typeseal/typeseal/generator/internal/contract"
	"github.com/typeseal/typeseal/generator/internal/diag"
)

// read parses src. It returns the targets, and each error as "[words] message | help".
func read(t *testing.T, src string) (targets []Target, faults []string) {
	t.Helper()
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "a.go", src, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	targets, wrong := Read(f)
	for _, w := range wrong {
		start, end := fset.Position(w.Pos).Offset, fset.Position(w.End).Offset
		faults = append(faults, "["+src[start:end]+"] "+w.Message+" | "+w.Help)
	}
	return targets, faults
}

func typed(directives ...string) string {
	return "package p\n\n" + strings.Join(directives, "\n") + "\ntype T struct{ A int }\n"
}

// checkOptions checks that each line is a directive with those options.
func checkOptions(t *testing.T, lines map[string]Directive) {
	t.Helper()
	for line, want := range lines {
		targets, faults := read(t, typed("//typeseal:"+line))
		if len(faults) > 0 || len(targets) != 1 || len(targets[0].Directives) != 1 {
			t.Errorf("%s: %d targets, faults %q", line, len(targets), faults)
			continue
		}
		got := *targets[0].Directives[0]
		got.Span, got.At = diag.Span{}, nil
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", line, diff)
		}
	}
}

func TestOptions(t *testing.T) {
	checkOptions(t, map[string]Directive{
		"sign salt=account.password-reset max-age=30m": {
			Verb: Sign, Salt: "account.password-reset", MaxAge: 30 * time.Minute,
			Codec: "msgpack", Version: 1, Mint: 1, Prefix: "ts1_", MaxSize: 4096,
		},
		"seal  max-age=unlimited\tsalt=a/b_c codec=json compress=reveals-length version=0 prefix=acme_pwr_ " +
			"max-size=2048": {
			Verb: Seal, Salt: "a/b_c", MaxAge: Unlimited,
			Codec: "json", Deflate: true, Version: 0, Prefix: "acme_pwr_", MaxSize: 2048,
		},
		"sign salt=a max-age=1h version=3 accept=2,0,3 mint=2": {
			Verb: Sign, Salt: "a", MaxAge: time.Hour,
			Codec: "msgpack", Version: 3, Accept: []int{0, 2, 3}, Mint: 2, Prefix: "ts1_", MaxSize: 4096,
		},
		"sign salt=0 max-age=36525d once alg=ed25519 version=31 max-size=1048576 codec=msgpack": {
			Verb: Sign, Salt: "0", MaxAge: maxMaxAge,
			Codec: "msgpack", Version: 31, Mint: 31, Once: true, Alg: "ed25519", Prefix: "ts1_", MaxSize: 1 << 20,
		},
		"seal salt=a grace=1m30s max-age=90s once": {
			Verb: Seal, Salt: "a", MaxAge: 90 * time.Second, Once: true, Grace: 90 * time.Second,
			Codec: "msgpack", Version: 1, Mint: 1, Prefix: "ts1_", MaxSize: 4096,
		},
	})
}

func TestFormer(t *testing.T) {
	targets, faults := read(t, typed("//typeseal:former version=1 of=PasswordReset"))
	if len(faults) > 0 || len(targets) != 1 || len(targets[0].Directives) != 0 {
		t.Fatalf("%d targets, faults %q", len(targets), faults)
	}
	if d := targets[0].Former; d == nil || d.Verb != Former || d.Of != "PasswordReset" || d.Version != 1 {
		t.Errorf("got %+v", d)
	}
	const sign, former = "//typeseal:sign salt=a max-age=1h", "//typeseal:former of=A version=1"
	for _, c := range []struct {
		lines []string
		want  string
	}{
		{
			[]string{"//typeseal:former of=A"},
			`[former] version is missing | write version=1, the version of this struct`,
		},
		{
			[]string{"//typeseal:former version=1"},
			`[former] of is missing | write of=PasswordReset, the type that this struct is an older version of`,
		},
		{
			[]string{"//typeseal:former of=a.B version=1"},
			`[a.B] "a.B" is not the name of a type | write the annotated type, such as of=PasswordReset`,
		},
		{[]string{former + " salt=a"}, `[salt] unknown option "salt" | ` +
			`the options are of, version; typeseal help directives explains them`},
		{[]string{"//typeseal:formr of=A version=1"}, `[formr] unknown verb "formr" | did you mean "former"?`},
		{
			[]string{former, former},
			`[//typeseal:former] type T has two former directives | ` +
				`remove one of them: a struct is one version of one type`,
		},
		{
			[]string{former, sign},
			`[//typeseal:sign] type T cannot be an older version and have its own tokens | ` +
				`declare a separate struct for the older version`,
		},
		{
			[]string{sign, former},
			`[//typeseal:former] type T cannot be an older version and have its own tokens | ` +
				`declare a separate struct for the older version`,
		},
	} {
		if _, got := read(t, typed(c.lines...)); len(got) != 1 || got[0] != c.want {
			t.Errorf("%s:\n got %q\nwant %q", c.lines, got, c.want)
		}
	}
}

func TestOptionPositions(t *testing.T) {
	src := typed("// Doc.", "//", "//typeseal:sign  salt=a\tmax-age=7d",
		"//typeseal:seal salt=a max-age=1h compress=reveals-length", "// More.")
	targets, faults := read(t, src)
	if len(faults) > 0 || len(targets) != 1 || len(targets[0].Directives) != 2 {
		t.Fatalf("%d targets, faults %q", len(targets), faults)
	}
	for _, d := range targets[0].Directives {
		if got := src[d.Pos-1 : d.End-1]; got != "//typeseal:"+string(d.Verb) {
			t.Errorf("directive at %q", got)
		}
		for name, at := range d.At {
			got := src[at.Pos-1 : at.End-1]
			if word, _, _ := strings.Cut(got, "="); word != name || strings.Contains(got, " ") {
				t.Errorf("option %s at %q", name, got)
			}
		}
	}
}

func TestMaxAge(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"30m": 30 * time.Minute, "7d": 7 * 24 * time.Hour, "1d12h": 36 * time.Hour,
		"1d1h1m1s": 25*time.Hour + 61*time.Second,
		"1.5h":     90 * time.Minute, "1s": time.Second, "90000ms": 90 * time.Second, "36525d": maxMaxAge,
		"876600h": maxMaxAge,
	} {
		if got, wrong, _ := maxAge.parse(text); got != want || wrong != "" {
			t.Errorf("%s = %v, %s; want %v", text, got, wrong, want)
		}
	}
	for text, want := range map[string]string{
		"0": "above 0", "0s": "above 0", "0d": "above 0", "-5m": "above 0",
		"30": "no unit", "500ms": "whole number of seconds", "1h1ns": "whole number of seconds",
		"d": "not a duration", "1d-5h": "not a duration", "1d1d": "not a duration", "1.5d": "not a duration",
		"+1d": "not a duration", "-1d": "not a duration",
		"30min": "not a duration", "never": "not a duration", "Unlimited": "not a duration", "1w": "not a duration",
		"1h30": "not a duration", "١d": "not a duration",
		"36526d": "100 years", "36525d1s": "100 years", "876601h": "100 years", "99999999999999h": "100 years",
		"99999999999999999999d": "not a duration",
	} {
		if got, wrong, _ := maxAge.parse(text); got != 0 || !strings.Contains(wrong, want) {
			t.Errorf("%s = %v, %q; want %q", text, got, wrong, want)
		}
	}
}

func TestFaults(t *testing.T) {
	const ok = " salt=a max-age=30m"
	for line, want := range map[string][]string{
		"// typeseal:sign" + ok: {
			`[// typeseal:sign] a directive has no space after //, so this is only a comment | write //typeseal:sign`,
		},
		"//\ttypeseal:sgin" + ok: {
			"[//\ttypeseal:sgin] a directive has no space after //, so this is only a comment | write //typeseal:sign",
		},
		"//typeseal sign" + ok: {
			`[//typeseal sign] a directive has one colon and no space before its verb | write //typeseal:sign`,
		},
		"//typeseal: seal" + ok: {
			`[//typeseal: seal] a directive has one colon and no space before its verb | write //typeseal:seal`,
		},
		"//TypeSeal:sign" + ok: {
			`[//TypeSeal:sign] misspelled directive //TypeSeal:sign | did you mean "//typeseal:sign"?`,
		},
		"//typesael:seal" + ok: {
			`[//typesael:seal] misspelled directive //typesael:seal | did you mean "//typeseal:seal"?`,
		},
		"//type-seal:sign" + ok: {
			`[//type-seal:sign] misspelled directive //type-seal:sign | did you mean "//typeseal:sign"?`,
		},
		"//typeseal:Sign" + ok:   {`[Sign] unknown verb "Sign" | did you mean "sign"?`},
		"//typeseal:sgin" + ok:   {`[sgin] unknown verb "sgin" | did you mean "sign"?`},
		"//typeseal:verify" + ok: {`[verify] unknown verb "verify" | ` + verbHelp},
		"//typeseal:":            {`[//typeseal:] the directive has no verb | ` + verbHelp},
		"/* typeseal:sign salt=a */": {
			`[/* typeseal:sign] a directive must be a // comment | write //typeseal:sign`,
		},
		"//typeseal:sign": {
			`[sign] salt is missing | write salt=account.password-reset, a name that no other type has`,
			`[sign] max-age is missing | write max-age=30m, or max-age=unlimited`,
		},
		"//typeseal:signx oh=1": {
			`[oh] unknown option "oh" | the options are salt, max-age, codec, compress, once, grace, version, ` +
				`accept, mint, alg, prefix, max-size, format, also, until, tests; typeseal help directives explains ` +
				`them`,
			`[signx] unknown verb "signx" | did you mean "sign"?`,
		},
		"//typeseal:sign maxage=1h salt=a": {`[maxage] unknown option "maxage" | did you mean "max-age"?`},
	} {
		_, got := read(t, typed(line))
		for _, w := range want {
			found := false
			for _, g := range got {
				found = found || g == w
			}
			if !found {
				t.Errorf("%s:\n got %q\nwant %q", line, got, w)
			}
		}
	}
}

func TestOptionFaults(t *testing.T) {
	for words, want := range map[string]string{
		"salt=a max-age=30m salt=b": `[salt=b] salt is given twice | remove one of the two`,
		"salt= max-age=30m":         `[salt=] salt has no value | write salt=...`,
		"salt max-age=30m":          `[salt] salt has no value | write salt=...`,
		"salt=Account max-age=30m":  `[Account] the salt has upper-case letters | write salt=account`,
		"salt=ä max-age=30m": `[ä] salt "\u00e4" has a character that is not allowed | ` +
			`a salt has 1 to 64 characters of a-z 0-9 . _ / - and begins with a letter or digit`,
		"salt=.a max-age=30m": `[.a] salt ".a" has a character that is not allowed | ` +
			`a salt has 1 to 64 characters of a-z 0-9 . _ / - and begins with a letter or digit`,
		"max-age=1h salt=" + strings.Repeat("a", 65): `[` + strings.Repeat("a", 65) +
			`] the salt has 65 characters, more than 64 | ` +
			`a salt has 1 to 64 characters of a-z 0-9 . _ / - and begins with a letter or digit`,
		"salt=a max-age=0":  `[0] max-age must be above 0 | write it as 30m, 12h, 7d or 1d12h`,
		"salt=a max-age=30": `[30] max-age="30" has no unit | write 30s, 30m, 30h or 30d`,
		"salt=a max-age=2w": `[2w] max-age="2w" is not a duration | write 14d`,
		"salt=a max-age=Unlimited": `[Unlimited] max-age="Unlimited" is not a duration | ` +
			`if tokens never expire, write max-age=unlimited`,
		"salt=a max-age=1h compress=yes": `[compress=yes] compress takes no value | write compress`,
		"salt=a max-age=1h compress=":    `[compress=] compress takes no value | write compress`,
		"salt=a max-age=1h compress=reveals-length": `[reveals-length] compress=reveals-length is for seal only: a ` +
			`signed token hides nothing | write compress`,
		"salt=a max-age=1h once=yes":     `[once=yes] once takes no value | write once`,
		"salt=a max-age=1h codec=jsn":    `[jsn] unknown codec "jsn" | did you mean "json"?`,
		"salt=a max-age=1h codec=cbor":   `[cbor] unknown codec "cbor" | the codecs are msgpack, json`,
		"salt=a max-age=1h version=32":   `[32] version must be a number from 0 to 31 | `,
		"salt=a max-age=1h version=01":   `[01] version must be a number from 0 to 31 | `,
		"salt=a max-age=1h version=+1":   `[+1] version must be a number from 0 to 31 | `,
		"salt=a max-age=1h max-size=127": `[127] max-size must be a number from 128 to 1048576 | `,
		"salt=a max-age=1h alg=Ed25519":  `[Ed25519] unknown algorithm "Ed25519" | did you mean "ed25519"?`,
		"salt=a max-age=1h alg=hs256": `[hs256] unknown algorithm "hs256" | ` +
			`the only algorithm is ed25519; without alg, tokens are signed with a shared key`,
		"salt=a max-age=1h prefix=acme": `[acme] the prefix does not end in _ | write prefix=acme_`,
		"salt=a max-age=1h prefix=typeseal_key_v1_": `[typeseal_key_v1_] prefixes that begin with typeseal_ are ` +
			`reserved for keys | choose another prefix`,
		"salt=a max-age=unlimited once": `[once] once cannot be combined with max-age=unlimited | ` +
			`write a max-age such as max-age=30m: a store would have to remember unlimited tokens forever`,
		"salt=a max-age=1h grace=30s": `[grace] grace requires once | ` +
			`write once, or leave grace out: only single-use tokens have a grace`,
		"salt=a max-age=1h once grace=2h": `[grace] grace is longer than max-age | ` +
			`write a shorter grace, such as grace=30s: a token that has expired is not accepted again`,
		"salt=a max-age=1h once grace":    `[grace] grace has no value | write grace=...`,
		"salt=a max-age=1h once grace=30": `[30] grace="30" has no unit | write 30s, 30m, 30h or 30d`,
		"salt=a max-age=1h once grace=0s": `[0s] grace must be above 0 | write it as 10s, 30s or 5m`,
		"salt=a max-age=1h once grace=never": `[never] grace="never" is not a duration | ` +
			`write a grace that is not longer than max-age`,
		"salt=a max-age=1h once grace=unlimited": `[unlimited] grace="unlimited" is not a duration | ` +
			`write a grace that is not longer than max-age`,
		"salt=a max-age=1h once grace=36526d": `[36526d] grace is longer than 100 years | ` +
			`write a grace that is not longer than max-age`,
		"salt=a max-age=1h once grace=500ms": `[500ms] grace must be a whole number of seconds | ` +
			`times in tokens are whole seconds; write grace=1s or more`,
		"salt=a max-age=1h once=yes grace=30s": `[once=yes] once takes no value | write once`,
		"salt=a max-age=1h onc grace=30s":      `[onc] unknown option "onc" | did you mean "once"?`,
		"salt=a max-age=unlimited once grace=30s": `[once] once cannot be combined with max-age=unlimited | ` +
			`write a max-age such as max-age=30m: a store would have to remember unlimited tokens forever`,
		"salt=a max-age=1h of=B": `[of] unknown option "of" | ` +
			`the options are salt, max-age, codec, compress, once, grace, version, accept, mint, alg, prefix, ` +
			`max-size, format, also, until, tests; typeseal help directives explains them`,
		"salt=a max-age=1h version=2 accept=1,x":  `[x] accept must be a number from 0 to 31 | `,
		"salt=a max-age=1h version=2 accept=1,,2": `[,] accept must be a number from 0 to 31 | `,
		"salt=a max-age=1h version=2 accept=1,32": `[32] accept must be a number from 0 to 31 | `,
		"salt=a max-age=1h version=2 accept=1,1":  `[1] accept lists 1 twice | remove one of the two`,
		"salt=a max-age=1h version=2 accept=3": `[accept] accept lists version 3, but the struct has version 2 ` +
			`| write version=3 if this is the struct of that version, and keep the old struct with //typeseal:former`,
		"salt=a max-age=1h version=32 accept=3": `[32] version must be a number from 0 to 31 | `,
		"salt=a max-age=1h version=2 mint=3": `[mint] mint is version 3, but the struct has version 2 | ` +
			`write an older version, or leave mint out`,
		"salt=a max-age=1h version=2 mint=1": `[mint] new tokens have version 1, which is not accepted | ` +
			`write accept=1,2`,
		"salt=a max-age=1h // why": `[// why] the line of a directive cannot contain a comment | ` +
			`put the comment on a line of its own`,
		"salt=a max-age=1h \"once\"": "[\"] options are not quoted | remove the quotes",
		"salt=a max-age=1h `once": "[salt=a max-age=1h `once] options are words without quotes, " +
			"such as max-age=30m | ",
	} {
		_, got := read(t, typed("//typeseal:sign "+words))
		if len(got) != 1 || got[0] != want {
			t.Errorf("%s:\n got %q\nwant %q", words, got, want)
		}
	}
	for words, want := range map[string]string{
		"alg=ed25519": "[ed25519] alg=ed25519 is for sign only | " +
			"leave alg out: a sealed token is opened with the key that sealed it",
		"compress": "[compress] the length of a sealed token that is compressed reveals its payload to " +
			"anyone who can choose part of it | leave compress out, or write compress=reveals-length to accept that",
		"compress=yes":      "[compress=yes] compress takes no value | write compress=reveals-length",
		"compress=":         "[compress=] compress takes no value | write compress=reveals-length",
		"compress compress": "[compress] compress is given twice | remove one of the two",
		"Compress":          `[Compress] unknown option "Compress" | did you mean "compress"?`,
	} {
		_, got := read(t, typed("//typeseal:seal salt=a max-age=1h "+words))
		if !slices.Contains(got, want) {
			t.Errorf("seal %s: got %q, want %q", words, got, want)
		}
	}
}

// Words that would be dangerous in generated code are refused.
func TestInjection(t *testing.T) {
	for _, bad := range []string{
		`a"`, "a`", `a\`, "a*/", "a\u2028b", "a%s", "{{a}}", "a\u00a0b", "a\u202eb", "a\x7f", "аbc", "a'", "a;b",
		"a$(x)",
	} {
		for _, option := range []string{"salt", "prefix", "codec", "alg", "version", "max-size", "max-age"} {
			targets, faults := read(t, typed("//typeseal:sign "+option+"="+bad))
			if len(faults) == 0 {
				t.Errorf("%s=%q is accepted", option, bad)
			}
			for _, f := range faults {
				_, message, _ := strings.Cut(f, "] ")
				if strings.ContainsAny(message, "\u2028\u202e\x7f\u00a0а") {
					t.Errorf("%s=%q is shown unescaped in %q", option, bad, message)
				}
			}
			for _, d := range targets[0].Directives {
				if d.Salt+d.Alg != "" || d.Prefix != contract.DefaultPrefix || d.Codec != "msgpack" {
					t.Errorf("%s=%q came through: %+v", option, bad, d)
				}
			}
		}
	}
}

func TestPlacement(t *testing.T) {
	const d = "//typeseal:sign salt=a max-age=1h\n"
	for src, want := range map[string]string{
		d + "package p\n": "directive above the package clause, attached to " +
			"nothing | put it directly above a struct type",
		"package p\n" + d: "directive attached to nothing | " +
			"put it directly above a struct type",
		"package p\n" + d + "\ntype T struct{}\n": "directive attached to nothing | " +
			"put it directly above type T, without an empty line between",
		"package p\n" + d + "func f() {}\n": "directive above func f | " +
			"put it directly above a struct type",
		"package p\nfunc f() {\n" + d + "type T struct{}\n}\n": "directive inside func f | " +
			"put it directly above a struct type",
		"package p\ntype T struct {\n" + d + "A int\n}\n": "directive inside type T | " +
			"put it directly above a struct type",
		"package p\n" + d + "var x int\n": "directive above a declaration of var | " +
			"put it directly above a struct type",
		"package p\n" + d + "var ()\n": "directive above a declaration of var | " +
			"put it directly above a struct type",
		"package p\n" + d + "type (\nT struct{}\n)\n": "directive above a group of types | " +
			"put it directly above a struct type",
		"package p\n" + d + "type ()\n": "directive above a group of types | " +
			"put it directly above a struct type",
		"package p\n" + d + "type T = struct{}\n": "type T is an alias and cannot have its own methods " +
			"| put the directive above the type that the alias stands for",
		"package p\n" + d + "type T[A any] struct{}\n": "type T is generic, but a token has one type | " +
			"annotate a struct that contains an instance of it",
		"package p\n" + d + "type _ struct{}\n": "the blank type cannot have methods | " +
			"give the type a name",
		"package p\ntype T struct{} " + d:                     "directive after type T | put it directly above type T",
		"package p\ntype (\nT struct{} " + d + "\nU int\n)\n": "directive after type T | put it directly above type T",
		"package p\n" + d + d + "type T struct{}\n": "type T has two sign directives | " +
			"remove one of them: a type has one policy for each verb",
	} {
		_, got := read(t, src)
		if want = "[//typeseal:sign] " + want; len(got) != 1 || got[0] != want {
			t.Errorf("%s:\n got %q\nwant %q", src, got, want)
		}
	}
	targets, got := read(t, "package p\ntype (\n"+d+"A struct{}\n\n"+d+"B struct{}\n)\n")
	if len(targets) != 2 || len(got) != 0 {
		t.Errorf("grouped types: %d targets, %q", len(targets), got)
	}
}

// Whatever a comment contains, each error is inside the comment, and Mentions reports the
// comment.
func FuzzRead(f *testing.F) {
	f.Add("//typeseal:sign salt=a max-age=30m", true)
	f.Add("// typeseal:sgin salt=\"a\" compress=1 // x", true)
	f.Add("//typeseal:sign =1", true)
	f.Add("// //go:typeseal.sign\u00a0salt=a", true)
	f.Add("//ｔypeseаl：sign(salt=a, max-age=1h)", false)
	f.Add("/*\n T.\n * typeseal:sign salt=a\n*/", true)
	f.Add("//typeseal:\"state\"", false)
	f.Add("//typeseal:former of=A version=1 accept=1,2 mint=1", true)
	f.Add("//typeseal:sign version=3 accept=1,,2,x mint=9", true)
	f.Add("//typeseal:seal max-age=1d1d prefix=a__ version=99 version=1", true)
	f.Fuzz(func(t *testing.T, line string, attached bool) {
		switch {
		case strings.HasPrefix(line, "//") && !strings.ContainsAny(line, "\n\r"):
		case strings.HasPrefix(line, "/*") && strings.Index(line, "*/") == len(line)-2 && len(line) > 3:
		default:
			return
		}
		c := &ast.Comment{Slash: 1000, Text: line}
		d, faults := parse(c, attached)
		for _, w := range faults {
			if w.Pos < c.Pos() || w.End > c.End() || w.Pos >= w.End || w.Message == "" {
				t.Errorf("%q: fault %+v", line, w)
			}
		}
		if (d != nil || len(faults) > 0) && !Mentions([]byte(line)) {
			t.Errorf("%q is not mentioned", line)
		}
		if d != nil && len(faults) == 0 &&
			(!saltForm.MatchString(d.Salt) || d.MaxAge == 0 || !prefixForm.MatchString(d.Prefix)) {
			t.Errorf("%q gives %+v", line, d)
		}
	})
}
