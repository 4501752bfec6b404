// Package mysql tests sqlstore with a MariaDB server. It is a separate module, so that
// sqlstore does not require its driver.
package mysql
