# Nothing needs to be prepared: PostgreSQL, nats-server and a browser are found or installed, and run privately.
# DATABASE_URL and NATS_URL name servers to use instead.

target := $(or $(CARGO_TARGET_DIR),target)

.PHONY: help test fast demo clean-demo bench queries

help: ## Lists the targets.
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1#\2/p' Makefile | awk -F '#' '{ printf "make %-12s %s\n", $$1, $$2 }'

test: ## Runs every check and every test.
	@.ci/services run --browser -- .ci/check

fast: ## Runs the checks that need no server.
	@.ci/run fast

# The servers are looked for first, so that a machine which lacks them says so before the long build.
demo: ## Runs the service with example data; Ctrl-C ends it, and the data is kept.
	@.ci/services find
	cargo build --release --locked --bin hoso
	@.ci/services run --keep target/demo -- "$(target)/release/hoso" demo

clean-demo: ## Deletes the data of the demo.
	@.ci/services wipe target/demo
	@rm -rf target/demo

queries: ## Brings .sqlx/ up to date after a change of a query or a migration.
	@.ci/queries write

bench: ## Measures the log beside what the server can do at most; takes some minutes.
	@.ci/services find
	cargo build --release --locked --bin hoso
	@.ci/services run --only postgres -- .ci/bench
