package directive

import (
	"strings"
	"testing"
)

// A comment above a type that could be meant as a directive is a directive or an error.
func TestSpellings(t *testing.T) {
	const o = " salt=a max-age=30m"
	for _, line := range []string{
		"// typeseal:sign" + o, "//\ttypeseal:sign" + o, "//  typeseal:sign" + o, "// typeseal:sign",
		"//typeseal: sign" + o, "//typeseal :sign" + o,
		"//typeseal:\tsign" + o, "//typeseal sign" + o, "//typeseal\tsign" + o, "// typeseal sign" + o,
		"//typeseal sign", "//typeseal  seal" + o,
		"//typeseal.sign" + o, "//typeseal-sign" + o, "//typeseal_sign" + o, "//typeseal/sign" + o,
		"//typeseal=sign" + o, "//typeseal;sign" + o,
		"//typeseal,sign" + o, "//typeseal::sign" + o, "//typeseal->sign" + o, "//typeseal|sign" + o,
		"//typesealsign" + o, "//TypeSeal.Sign" + o,
		"//typeseal.sign", "//typeseal：sign" + o, "//typeseal∶sign" + o, "//typeseal:sign:" + o,
		"//typeseal:sign," + strings.TrimSpace(o), "//typeseal:(sign)" + o,
		"//typeseal:\"sign\"" + o, "//typeseal(sign" + o + ")", "//typeseal:sign(salt=a, max-age=30m)",
		"//typeseal[sign" + o + "]", "//typeseal:sign salt:a max-age:30m",
		"///typeseal:sign" + o, "////typeseal:sign" + o, "/// typeseal:sign" + o, "// // typeseal:sign" + o,
		"// //typeseal:sign" + o, "//!typeseal:sign" + o,
		"//*typeseal:sign" + o, "//-typeseal:sign" + o, "//#typeseal:sign" + o, "//@typeseal:sign" + o,
		"//+typeseal:sign" + o, "// +typeseal:sign" + o,
		"// @typeseal:sign" + o, "//:typeseal:sign" + o, "//.typeseal:sign" + o, "//<typeseal:sign" + o + ">",
		"//[typeseal:sign]" + o, "//`typeseal:sign" + o + "`",
		"//go:typeseal:sign" + o, "//go:typeseal sign" + o, "//go: typeseal:sign" + o, "// go:typeseal:sign" + o,
		"//go:typeseal.sign" + o,
		"//TypeSeal:sign" + o, "//TYPESEAL:SIGN" + o, "//typeseal:Sign" + o, "//Typeseal:sign" + o,
		"//type-seal:sign" + o, "//type_seal:sign" + o,
		"//typesael:sign" + o, "//typsel:sign" + o, "//typeseals:sign" + o, "//typseal:seal" + o,
		"//tpyeseal:former of=A version=1", "//typeseal:signs" + o,
		"//\u00a0typeseal:sign" + o, "//\ufefftypeseal:sign" + o, "//\u200btypeseal:sign" + o,
		"//\u2060typeseal:sign" + o, "//\u00adtypeseal:sign" + o,
		"//type\u200bseal:sign" + o, "//typeseal\u200b:sign" + o, "//typeseal:\u200bsign" + o,
		"//typeseal:\u00a0sign" + o, "//typeseal:sign\u00a0salt=a max-age=30m",
		"//typeseal:sign\u200b" + o, "//typeseal\u00a0sign" + o, "//\u3000typeseal:sign" + o,
		"//\u202etypeseal:sign" + o, "//\x00typeseal:sign" + o,
		"//typeseаl:sign" + o, "//typeseal:ѕign" + o,
		"//ｔｙｐｅｓｅａｌ:sign" + o, "//ｔypeseal：sign" + o,
		"//𝐭𝐲𝐩𝐞𝐬𝐞𝐚𝐥:sign" + o,
		"/*typeseal:sign*/", "/* typeseal:sign" + o + " */", "/*typeseal:sign" + o + "*/",
		"/**typeseal:sign" + o + "*/", "/*\ntypeseal:sign" + o + "\n*/", "/*\n * typeseal:sign" + o + "\n */",
		"/*\nT is a thing.\n\ntypeseal:sign" + o + "\n*/", "/* T is a thing.\n//typeseal:sign" + o + "\n*/",
		"/*//typeseal:sign" + o + "*/",
		"//typeseal:", "//typeseal" + o, "// typeseal" + o, "//sign" + o, "// seal salt=a max-age=1h codec=json",
		"//sign:typeseal" + o, "//" + o, "//tokens:sign" + o, "//go:generate typeseal" + o,
		"//seal format=handoff max-age=unlimited", "// former of=A version=1", "//typeseal of=A version=1",
		"//lint:typeseal:sign" + o, "// typeseal : sign" + o,
		"//typeseal:state", "//typeseal:\"state\"", "// typeseal:\"-\"", "// typeseal:\"max=20\"", "//typeseal:-",
		"//typeseal:max=3",
	} {
		if strings.ContainsRune(line, 0) {
			continue // the parser refuses it
		}
		src := typed(line)
		targets, faults := read(t, strings.ReplaceAll(src, "\ufeff", "\u2060"))
		if len(faults) == 0 {
			t.Errorf("%+q gives no error, and %d targets", line, len(targets))
		}
		for _, f := range faults {
			_, message, _ := strings.Cut(f, "] ")
			if strings.ContainsFunc(message, func(r rune) bool { return r >= 0x80 }) {
				t.Errorf("%+q: shown raw in %q", line, message)
			}
		}
		if !Mentions([]byte(src)) {
			t.Errorf("%+q is not mentioned", line)
		}
	}
}

// Misspelled directives are also errors in a struct, and if no type follows.
func TestSpellingsElsewhere(t *testing.T) {
	const o = " salt=a max-age=30m"
	for _, src := range []string{
		"package p\ntype T struct {\n\tA int // typeseal:\"state\"\n}\n",
		"package p\ntype T struct {\n\t//typeseal:\"-\"\n\tA int\n}\n",
		"package p\n///typeseal:sign" + o + "\n\ntype T struct{}\n",
		"package p\ntype T struct{} // typeseal:sign" + o + "\n", "// typeseal.sign" + o + "\npackage p\n",
		"package p\ntype T struct { //typeseal.sign" + o + "\n}\n",
		"package p\n/*typeseal:sign" + o + "*/\n\ntype T struct{}\n",
	} {
		if _, faults := read(t, src); len(faults) == 0 {
			t.Errorf("%q is silent", src)
		}
		if !Mentions([]byte(src)) {
			t.Errorf("%q is not mentioned", src)
		}
	}
}

// TestPackageDoc: the doc of a package may describe tags, which elsewhere are tags that a
// field has lost. A directive above the package clause is still an error.
func TestPackageDoc(t *testing.T) {
	for line, want := range map[string]int{
		"// `typeseal:\"state\"`":           0,
		"// `typeseal:\"max=200\"`":         0,
		"//typeseal:sign salt=a max-age=1h": 1,
	} {
		if _, faults := read(t, line+"\npackage a\n"); len(faults) != want {
			t.Errorf("%s: %v", line, faults)
		}
		if _, faults := read(t, typed(line)); len(faults) != 1-want {
			t.Errorf("above a type, %s: %v", line, faults)
		}
	}
}

func TestProse(t *testing.T) {
	for _, line := range []string{
		"// typeseal makes tokens.", "// typeseal: tokens", "//typeseal is nice", "//go:generate go tool typeseal",
		"// Use //typeseal:sign.", "//\t//typeseal:sign salt=a", "// https://typeseal.dev:sign", "//nolint:sign",
		"// typeseal:v1 is the format", "// typeseal: forged token true", "// typeseal: the tool that signs",
		"// typeseal: sign the token first", "// typeseal: sign once, verify often",
		"// typeseal signs tokens; a salt=x names them", "// typeseal:sign gives Sign and Verify.",
		"// typeseal.Seal and typeseal.Open", "// typeseal.Sign", "// typeseal.Sign(keys)", "// typeseal/runtime",
		"//typeseal", "// typeseal", "// Typeseal.", "// typeseal, sign and seal", "// typeseal seals what it is given",
		"// See typeseal:sign and its options.", "//nolint:typeseal", "//lint:ignore typeseal sign",
		"// type seal: signed", "// types: sign", "// typesafe:sign salt=a", "// Cache-Control: max-age=3600",
		"// The options are salt=a and max-age=1h.", "//\tsalt=a max-age=1h",
		"// Write salt=a, max-age=1h and nothing else.", "// typesetting: seal=wax", "/* typeseal: the tool */",
		"/*\n//typeseal:sign salt=a max-age=1h\ntype T struct{}\n*/",
		"/* T goes with typeseal:sign salt=a max-age=1h */", "// testscript: seal salt=x",
		"// Accept: text/plain; version=0.0.4 of=x", "// The header has max-age=1 and format=x.",
		"// index of=1, version=2",
	} {
		targets, faults := read(t, typed(line))
		if len(targets)+len(faults) > 0 {
			t.Errorf("%s is mistaken for a directive: %q", line, faults)
		}
	}
	for _, line := range []string{
		"// typeseal makes tokens.", "//typeseal is nice", "//go:generate go tool typeseal", "//nolint:sign",
		"// typeseal: the tool that signs", "// Sign the papers",
	} {
		if Mentions([]byte(line)) {
			t.Errorf("Mentions reports %s", line)
		}
	}
	for _, src := range []string{
		"//typeseal:x", "a//typeseal:sign", "/* typeseal:sign */", "///typesael:sign", "// TYPESEAL:SIGN\r\n",
		"/*\r\ntypeseal:sign\r\n*/",
	} {
		if !Mentions([]byte("x\n" + src)) {
			t.Errorf("no mention in %s", src)
		}
	}
}

// A directive that was commented out above a type is an error. Elsewhere it is text.
func TestCommentedOut(t *testing.T) {
	const d = "// //typeseal:sign salt=a max-age=1h\n"
	for src, want := range map[string]int{
		"package p\n" + d + "type T struct{}\n":                                    1,
		"package p\n// T.\n" + d + "type T struct{}\n":                             1,
		d + "package p\n":                                                          0,
		"package p\n" + d + "func f() {}\n":                                        0,
		"package p\n" + d + "\ntype T struct{}\n":                                  0,
		"package p\n" + d + "//typeseal:sign salt=b max-age=1h\ntype T struct{}\n": 1,
	} {
		if _, faults := read(t, src); len(faults) != want {
			t.Errorf("%q: %q", src, faults)
		}
	}
}
