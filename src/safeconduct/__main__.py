from safeconduct.cli import main

main()
