package main

// Visitor is the content of the cookie named visitor. Django reads and writes it with
// signing.loads and signing.dumps, see app.py.
//
//typeseal:sign format=django salt=shop.visitor max-age=14d
type Visitor struct {
	Name  string   `json:"name"`
	Cart  []string `json:"cart"`
	Total float64  `json:"total"`
}
