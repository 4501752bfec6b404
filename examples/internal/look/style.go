package look

// style is the style sheet of all pages. A link or button with the class "quiet" is less
// important than its neighbor. A <dl> or <ul> is a list of facts or of rows, and
// <aside> is a note. A <pre> with the class "raw" is a link or a token, whose lines may end anywhere.
const style = `
:root {
	color-scheme: light dark;
	--ground: light-dark(#f6f7f9, #12151b); --card: light-dark(#fff, #1b2029);
	--text: light-dark(#1c2330, #e8ebf1); --quiet: light-dark(#566072, #a3adbd);
	--line: light-dark(#d9dee7, #333b48); --edge: light-dark(#7b8698, #7d899c);
	--act: light-dark(#1a56db, #8ab0ff); --on-act: light-dark(#fff, #0d1730);
	--bad: light-dark(#b42318, #ff9d92); --good: light-dark(#18794e, #6fd3a3);
}
:root.light { color-scheme: light; }
:root.dark { color-scheme: dark; }
* { box-sizing: border-box; }
body {
	margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1rem;
	background: var(--ground); color: var(--text); font: 1rem/1.5 system-ui, sans-serif;
}
main {
	width: 100%; max-width: 26rem; padding: 2rem 1.75rem; background: var(--card);
	border: 1px solid var(--line); border-radius: .75rem; overflow-wrap: anywhere;
}
h1 { margin: 0 0 .75rem; font-size: 1.375rem; line-height: 1.25; }
h2 { margin: 1.75rem 0 .5rem; font-size: 1rem; }
p { margin: 0 0 .75rem; color: var(--quiet); }
p[role=alert] { color: var(--bad); font-weight: 600; }
p[role=status] { color: var(--good); font-weight: 600; }
label { display: block; margin: .75rem 0 .25rem; font-weight: 600; }
label small { font-weight: 400; color: var(--quiet); }
input, select, textarea {
	width: 100%; padding: .625rem .75rem; font: inherit; color: inherit;
	background: var(--ground); border: 1px solid var(--edge); border-radius: .5rem;
}
input[type=checkbox], input[type=radio] { width: auto; margin: 0 .5rem 0 0; accent-color: var(--act); }
fieldset { margin: .75rem 0 0; padding: 0; border: 0; }
legend { padding: 0; font-weight: 600; }
fieldset label { font-weight: 400; }
button, a.button {
	display: block; width: 100%; margin-top: 1rem; padding: .75rem 1rem; font: inherit; font-weight: 600;
	text-align: center; text-decoration: none; color: var(--on-act); background: var(--act);
	border: 1px solid var(--act); border-radius: .5rem; cursor: pointer;
}
button.quiet, a.button.quiet { color: var(--act); background: none; }
main > :last-child { margin-bottom: 0; }
button:disabled { opacity: .5; cursor: default; }
:focus-visible { outline: 3px solid var(--act); outline-offset: 2px; }
a { color: var(--act); }
ul { list-style: none; margin: 0 0 .75rem; padding: 0; }
ul > li {
	display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 1rem;
	padding: .625rem 0; border-top: 1px solid var(--line);
}
li > small, dd small { color: var(--quiet); }
dl { display: grid; grid-template-columns: auto 1fr; gap: .25rem 1rem; margin: 0 0 .75rem; }
dt { color: var(--quiet); }
dd { margin: 0; }
nav {
	display: flex; flex-wrap: wrap; gap: .5rem 1rem;
	margin-top: 1.5rem; padding-top: 1rem; border-top: 1px solid var(--line);
}
aside {
	margin: 1rem 0 0; padding: .75rem 1rem; font-size: .875rem;
	color: var(--quiet); background: var(--ground); border-radius: .5rem;
}
code, pre { font: .875em/1.5 ui-monospace, monospace; }
pre { margin: 0 0 .75rem; padding: .75rem; white-space: pre-wrap; background: var(--ground); border-radius: .5rem; }
pre.raw { word-break: break-all; }
@media (max-width: 24rem) { main { padding: 1.5rem 1.125rem; } }
`
