"""What a payer covers: determinations, and Medicaid's consent to sterilization. Kept apart from
NCCI, whose edits are about coding and never about whether a service was necessary."""
