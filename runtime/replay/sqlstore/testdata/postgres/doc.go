// Package postgres tests sqlstore with a PostgreSQL server. It is a module of its
// own, so that sqlstore does not require its driver.
package postgres
