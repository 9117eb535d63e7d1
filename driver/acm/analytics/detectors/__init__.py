"""The detectors: each a frozen dataclass with `fit`, `score`, `contributions` and plain arrays."""
