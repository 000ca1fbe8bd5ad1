"""What other repositories use in their own tests: proofs of definitions and of the checks that they add."""
