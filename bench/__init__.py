"""Measures crudtally against the engines that people would use instead."""
