# One-line verbs; `make help` lists them.
MVN := mvn -B -q -ntp -Dstyle.color=never

.PHONY: help
help: ## list the verbs
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

.PHONY: setup
setup: ## install what is missing on this machine, and say what
	@config/setup.sh

.PHONY: build
build: setup ## make the distribution: device-plugin/target/keelson
	@echo "build: compiling; the first time Maven downloads libraries and plugins, some minutes"
	@$(MVN) package -DskipTests
	@echo "build: device-plugin/target/keelson is ready"

.PHONY: demo
demo: build ## the main job, end to end, in the lab guest (KEEP=1 leaves the guest up)
	@hw-tests/bin/demo

.PHONY: test
test: setup ## all tiers: unit, netns, lab
	@config/test.sh

.PHONY: soak
soak: setup ## restart storms in the lab guest, longer than `make test` can wait
	@config/soak.sh

.PHONY: bench
bench: build ## what it costs, all that runs without a guest; PEER_...=PATH beside a peer (docs/benchmarks.md)
	@hw-tests/bin/bench native

.PHONY: lint
lint: ## formatter, sizes, banned APIs, Error Prone, NullAway, shellcheck
	$(MVN) process-test-classes && shellcheck config/*.sh .ci/run hw-tests/bin/* $(addprefix device-plugin/src/main/dist/,assemble runtime bin/keelson) $$(git ls-files '*.sh')

.PHONY: format
format: ## format the code
	$(MVN) spotless:apply

.PHONY: clean
clean: ## remove what the build made (the lab's cache stays: hw-tests/bin/lab clean)
	$(MVN) clean
