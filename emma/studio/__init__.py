"""The studio: trainers edit the files of data/; every save is a version with its author."""
