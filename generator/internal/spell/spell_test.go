package spell

import (
	"slices"
	"testing"
	"unicode"
)

func TestNearest(t *testing.T) {
	choices := []string{"typeseal", "max-age", "sign", "seal"}
	for word, want := range map[string]string{
		"TypeSeal": "typeseal", "type_seal": "typeseal", "typesael": "typeseal", "typesea": "typeseal",
		"tpyesael": "typeseal",
		"typeseаl": "typeseal", "type\u200bseal": "typeseal", "ｔｙｐｅｓｅａｌ": "typeseal",
		"𝐭𝐲𝐩𝐞𝐬𝐞𝐚𝐥": "typeseal",
		"maxage":   "max-age", "sgin": "sign", "Sign": "sign", "sing": "sign", "sell": "seal",
		"types": "", "typesafe": "", "": "", "signs up": "", "verify": "",
	} {
		if got := Nearest(word, choices); got != want {
			t.Errorf("%q is nearest to %q, want %q", word, got, want)
		}
	}
	if got := Nearest("sea", []string{"sear", "seal"}); got != "" {
		t.Errorf("two choices are equally near, but %q is returned", got)
	}
}

func TestSlips(t *testing.T) {
	for pair, want := range map[[2]string]int{
		{"abc", "abc"}: 0, {"abc", "acb"}: 1, {"abcd", "badc"}: 2, {"abc", ""}: 3, {"", "ab"}: 2,
		{"kitten", "sitting"}: 3, {"ca", "abc"}: 3, {"a-b_c", "ABC"}: 0,
	} {
		for range 2 {
			if got := Slips(pair[0], pair[1]); got != want {
				t.Errorf("%q: %d slips, want %d", pair, got, want)
			}
			pair[0], pair[1] = pair[1], pair[0]
		}
	}
}

// Common words of one script are accepted, even if they could be read as ASCII.
func TestEverydayNames(t *testing.T) {
	for _, name := range []string{
		"Заказ", "Адрес", "Год", "Код", "Дата", "Вес", "Сумма", "Имя",
		"Фамилия", "Город", "Доход", "Возраст", "Роль",
		"Счёт", "Ряд", "Обед", "Завод", "Народ", "Рост", "Сухо", "сосо", "Рука",
		"Океан", "Аэропорт", "х", "Єдність",
		"Їжа", "Ґрунт", "Јован", "Αριθμός", "Όνομα", "Κωδικός", "Νομός",
		"Τόπος", "Ποσό", "Χώρα", "Ηλικία", "μ", "Δt",
		"Անուն", "Հասցե", "Տարի", "Գումար", "Քաղաք", "սոս", "ИмяUser", "UserИмя",
		"ИмяHTML", "HTMLКод", "user_имя",
		"Имя2", "T恤", "名前", "이름", "Größe", "Straße", "sınır", "Größe_Вес_x", "µs",
	} {
		if Confusable(name) {
			t.Errorf("%s is refused", name)
		}
	}
}

// Names that look like other names are refused.
func TestConfusable(t *testing.T) {
	for _, name := range []string{
		"аdmin", "Аdmin", "isАdmin", "ADМIN", "admіn", "user_аdmin", "Uѕer", "аDMIN", "xВес", "οwner",
		"Οwner", "рοле",
		"օwner", "ꓮdmin", "Ꭺdmin", "ａdmin", "𝐚dmin", "ɑdmin", "loɡin", "ᴀdmin", "ﬁle", "ℓog",
		"IDадрес",
	} {
		if !Confusable(name) {
			t.Errorf("%s (%+q) is accepted", name, name)
		}
	}
}

func TestReading(t *testing.T) {
	for name, want := range map[string]string{
		"сосо": "coco", "Вес": "Bec", "Τορ": "Top", "admin": "admin", "Год": "Гoд", "ոսօ": "nuo",
		"ꓮꓐ": "AB",
	} {
		if got := Reading(name); got != want {
			t.Errorf("%s reads as %s, want %s", name, got, want)
		}
	}
	for foreign, ascii := range alike {
		if !slices.ContainsFunc(scripts, func(s *unicode.RangeTable) bool { return unicode.Is(s, foreign) }) {
			t.Errorf("%c is not in a script of the list", foreign)
		}
		if ascii >= 0x80 || foreign < 0x80 || alike[ascii] != 0 {
			t.Errorf("%c reads as %c", foreign, ascii)
		}
	}
}

func TestOutOfPlace(t *testing.T) {
	for _, c := range []struct {
		name, beside string
		want         bool
	}{
		{"сосо", "ID", true}, {"сосо", "сосо", true}, {"Вес", "Τόπος", true},
		{"Вес", "Рост", false},
		{"Вес", "Заказ", false},
		{"Τορ", "Name", true}, {"Τορ", "Ποσό", false}, {"сосо_x1", "ID", true}, {"coco", "ID", false},
		{"Год", "ID", false}, {"sınır", "ID", false},
	} {
		if got := OutOfPlace(c.name, Shown("T", c.beside)); got != c.want {
			t.Errorf("%s beside %s: %v", c.name, c.beside, got)
		}
	}
}
