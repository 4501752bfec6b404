// Package browser opens the pages of package web in a real browser. Its tests need
// Chromium: apt-get install chromium. Without it they are skipped, and fail if the
// environment variable CI is true.
//
// The tests keep pictures of the pages in the directory that TYPESEAL_PICTURES names.
package browser
