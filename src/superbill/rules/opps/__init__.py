"""The hospital outpatient prospective payment system (OPPS): status indicators and packaging."""
