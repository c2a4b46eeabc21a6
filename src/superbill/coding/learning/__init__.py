"""Learning from a user's own coded notes, on the user's own machine.

course -> note_words -> mining -> association (phrases with weights) -> candidates -> fitting
    -> store (`HOME/learned/NAME`) -> applied (`code --learned NAME`)

Nothing that is learned ships with the project, and nothing of it passes the gate (confirm.py) or
brings in what a note denies.
"""
