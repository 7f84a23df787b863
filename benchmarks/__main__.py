"""`python -m benchmarks NAME ...`: runs one benchmark; without a name, lists them."""

from benchmarks.app import app

if __name__ == "__main__":
    app(prog_name="python -m benchmarks")
