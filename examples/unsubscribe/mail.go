package main

import "fmt"

// mail returns a letter to an address. A mailbox provider shows its own button if a mail
// has both List-Unsubscribe headers, the link in them is https, and a DKIM signature
// covers them.
//
// In the text the link is alone on its line, so that mail programs do not take a full
// stop after it for a part of it.
func (n *newsletter) mail(address, subject, text string) (string, error) {
	token, err := Unsubscribe{Address: address}.Seal(n.keys)
	if err != nil {
		return "", err
	}
	link, err := n.site.Link("/unsubscribe", "token", token)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf(`From: %s <letter@garden.example>
To: %s
Subject: %s
List-Unsubscribe: <%s>
List-Unsubscribe-Post: List-Unsubscribe=One-Click
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

%s

To get no more letters, open this page:

%s
`, n.name, address, subject, link, text, link), nil
}
