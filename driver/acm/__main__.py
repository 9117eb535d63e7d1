"""`python -m acm` is the command `acm`."""

from acm.cli.main import main

if __name__ == "__main__":
    main()
