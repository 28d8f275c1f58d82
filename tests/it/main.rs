//! The one integration binary: the rules of the house, the shipped files, and the program seen from outside.

mod api;
mod app;
mod cli;
mod corpus;
mod generations;
mod layers;
mod source;
mod strings;
mod tidy;
