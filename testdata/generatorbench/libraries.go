//go:build libraries

package main

// The modules that the benchmark writes import these libraries, and it copies one of them.
// The imports keep their versions in go.mod.
import (
	_ "github.com/stretchr/testify/mock"
	_ "github.com/tinylib/msgp/msgp"
	_ "k8s.io/api/core/v1"
	_ "k8s.io/apimachinery/pkg/apis/meta/v1"
)
