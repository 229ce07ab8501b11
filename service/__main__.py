"""The console script, and `python -m service`: loads the program and gives it the word."""

import gc


def main() -> None:
    """Run the command.

    What is loaded here stays until the end: searching it for garbage, again and again while it grows, took a fifth of the start.
    """
    gc.disable()
    from service.main import main as run

    gc.freeze()
    gc.enable()
    run()


if __name__ == "__main__":
    main()
