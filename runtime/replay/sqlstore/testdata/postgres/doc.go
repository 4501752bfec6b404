// Package postgres tests sqlstore with a PostgreSQL server. It is a separate module, so
// that sqlstore does not require its driver.
package postgres
