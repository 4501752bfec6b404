package redisstore

import (
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/redis/go-redis/v9"

	typeseal "github.com/typeseal/typeseal/runtime"
)

// info has what a server says about itself by INFO, which hosted servers allow more
// often than CONFIG.
type info map[string]string

// askInfo reads some sections one by one, since Redis 6 has no command for several.
func askInfo(ctx context.Context, server *redis.Client, sections ...string) (info, error) {
	server, _ = impatient(ctx, server)
	i := make(info)
	for _, section := range sections {
		text, err := server.Info(ctx, section).Result()
		if err != nil {
			return nil, fmt.Errorf("INFO %s: %w", section, err)
		}
		for line := range strings.Lines(text) {
			name, value, _ := strings.Cut(strings.TrimSpace(line), ":")
			i[name] = value
		}
	}
	return i, nil
}

// number returns a number of the server, or -1.
func (i info) number(name string) int64 {
	n, err := strconv.ParseInt(i[name], 10, 64)
	if err != nil {
		return -1
	}
	return n
}

// cluster reports whether the server is one of a Redis Cluster.
func (i info) cluster() bool { return i["redis_mode"] == "cluster" || i["cluster_enabled"] == "1" }

// history returns the server's replication id, which changes when it restarts or takes
// over, and the number of its replicas.
func (i info) history() string { return i["master_replid"] + "/" + i["connected_slaves"] }

// replica is a replica as its master sees it.
type replica struct {
	address string
	online  bool // it has all data, and gets the writes
}

// replicas returns a master's replicas. It leaves out programs that only read what a
// replica gets, such as redis-cli --rdb for a backup: they listen on no port, and confirm
// nothing.
func (i info) replicas() (all []replica) {
	for n := range max(i.number("connected_slaves"), 0) {
		fields := make(map[string]string)
		for field := range strings.SplitSeq(i[fmt.Sprint("slave", n)], ",") {
			name, value, _ := strings.Cut(field, "=")
			fields[name] = value
		}
		if fields["port"] != "0" || fields["offset"] != "0" {
			all = append(all, replica{net.JoinHostPort(fields["ip"], fields["port"]), fields["state"] == "online"})
		}
	}
	return all
}

// unsafe returns an error if a server's settings let it forget used tokens. With loss it
// accepts a server without an appendonly file.
func (i info) unsafe(name string, loss bool) error {
	if policy := i["maxmemory_policy"]; policy != "noeviction" {
		return fmt.Errorf("%w: redisstore: %s: maxmemory-policy is %q, so that used tokens work again "+
			"when memory runs out; set it to noeviction", typeseal.ErrConfig, name, policy)
	}
	if loss {
		return nil
	}
	if i["aof_enabled"] != "1" {
		return fmt.Errorf("%w: redisstore: %s: appendonly is off, so that used tokens work again after a restart; "+
			"set it to yes, or give the option redisstore.AcceptLoss", typeseal.ErrConfig, name)
	}
	if file := i["config_file"]; file != "" && i.sameMachine() && !appendsIn(file) {
		return fmt.Errorf("%w: redisstore: %s: appendonly is on, but not in %s, so that used tokens work again "+
			"after a restart; write it there with CONFIG REWRITE", typeseal.ErrConfig, name, file)
	}
	return nil
}

// sameMachine reports whether the server is a process of this machine, whose file names
// mean the same here. A server in a container is not.
func (i info) sameMachine() bool {
	name, err := os.ReadFile(filepath.Join("/proc", i["process_id"], "comm"))
	program := filepath.Base(i["executable"])
	return err == nil && i["executable"] != "" && strings.HasPrefix(program, strings.TrimSpace(string(name)))
}

// appendsIn reports whether a configuration file turns appendonly on, or cannot be read,
// or includes another file.
func appendsIn(file string) bool {
	text, err := os.ReadFile(file)
	if err != nil {
		return true
	}
	on := false
	for line := range strings.Lines(string(text)) {
		words := strings.Fields(strings.ToLower(line))
		switch {
		case len(words) < 2:
		case words[0] == "include":
			return true
		case words[0] == "appendonly":
			on = strings.Trim(words[1], `"'`) == "yes"
		}
	}
	return on
}
