"""Words to codes: any wording of a disease, procedure or supply to the codes it may mean."""
