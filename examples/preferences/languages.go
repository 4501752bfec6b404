package main

// A language has the texts of the page.
type language struct {
	Own, Hello, Intro, Ended           string
	Theme, Auto, Light, Dark, Language string
	Save, Account, SignIn              string
	SignOut, Everywhere, Cookies       string
}

// valid reports whether the site has the theme and the language.
func (p Preferences) valid() bool {
	_, ok := languages[p.Language]
	return ok && (p.Theme == "" || p.Theme == "light" || p.Theme == "dark")
}

var languages = map[string]language{
	"en": {
		Own: "English", Hello: "Hello", Intro: "How should this page look?",
		Ended: "You were signed out in another browser.",
		Theme: "Theme", Auto: "As in my browser", Light: "Light", Dark: "Dark", Language: "Language",
		Save: "Save", Account: "Account", SignIn: "Sign in as",
		SignOut: "Sign out", Everywhere: "Sign out everywhere",
		Cookies: "Your browser keeps the theme and the language in a signed cookie, which everybody who has " +
			"it can read, and who you are in a sealed one, which only this site can read.",
	},
	"de": {
		Own: "Deutsch", Hello: "Hallo", Intro: "Wie soll diese Seite aussehen?",
		Ended: "Du wurdest in einem anderen Browser abgemeldet.",
		Theme: "Farben", Auto: "Wie im Browser", Light: "Hell", Dark: "Dunkel", Language: "Sprache",
		Save: "Speichern", Account: "Konto", SignIn: "Anmelden als",
		SignOut: "Abmelden", Everywhere: "Überall abmelden",
		Cookies: "Dein Browser behält Farben und Sprache in einem signierten Cookie, das jeder lesen kann, der " +
			"es hat, und die Anmeldung in einem versiegelten, das nur diese Seite lesen kann.",
	},
	"es": {
		Own: "Español", Hello: "Hola", Intro: "¿Cómo quieres ver esta página?",
		Ended: "Tu sesión se cerró desde otro navegador.",
		Theme: "Colores", Auto: "Como en mi navegador", Light: "Claros", Dark: "Oscuros", Language: "Idioma",
		Save: "Guardar", Account: "Cuenta", SignIn: "Entrar como",
		SignOut: "Salir", Everywhere: "Salir en todas partes",
		Cookies: "Tu navegador guarda los colores y el idioma en una cookie firmada, que puede leer quien la " +
			"tenga, y la sesión en una sellada, que solo puede leer este sitio.",
	},
}
