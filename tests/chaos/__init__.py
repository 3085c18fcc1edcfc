"""`make chaos`: thousands of people send requests while everything that can break does. Nothing may be lost or doubled."""
