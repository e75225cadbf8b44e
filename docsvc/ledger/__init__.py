"""The amendment chain and the log over all chains, as bytes and digests; standard library only."""
