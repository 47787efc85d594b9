"""The founding case, played with two real nodes, a real broker and real payloads. Every step is checked."""
