# One-line verbs; `make help` lists them.
MVN := mvn -B -q

.PHONY: help
help: ## list the verbs
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

.PHONY: build
build: ## compile everything and run the static checks
	$(MVN) test-compile

.PHONY: format
format: ## format the code
	$(MVN) spotless:apply

.PHONY: clean
clean: ## remove what the build made
	$(MVN) clean
