package facts

import "slices"

// roleSettings are the settings of PostgreSQL that a migration may ask for and
// that a role may have a value of its own for: those whose context in
// pg_settings is user or superuser (manual, chapter "Server Configuration").
var roleSettings = []string{
	"default_transaction_isolation", "effective_cache_size", "hash_mem_multiplier", "idle_in_transaction_session_timeout",
	"jit", "lock_timeout", "logical_decoding_work_mem", "maintenance_work_mem", "max_parallel_maintenance_workers",
	"max_parallel_workers_per_gather", "random_page_cost", "search_path", "statement_timeout", "synchronous_commit",
	"temp_buffers", "timezone", "work_mem",
}

// PerRole says whether ALTER ROLE may set a setting of PostgreSQL. Others, such
// as shared_buffers, are the server's: ALTER SYSTEM sets them, and some need a
// restart.
func PerRole(setting string) bool { return slices.Contains(roleSettings, setting) }
