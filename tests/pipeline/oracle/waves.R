#!/usr/bin/env Rscript
# Changes between two waves in the same villages, from R 'survey': both files stacked in one design.
#   Rscript waves.R [data/waves.csv] [waves.json]
# Villages are the PSUs of the stacked design, so svycontrast has the covariance of the two waves. The stratum that was
# drawn anew is a stratum of its own in each wave (r_stratum): there the waves are independent, and R adds their variances.

suppressPackageStartupMessages(library(survey))
args <- commandArgs(TRUE)
data <- read.csv(if (length(args) >= 1) args[1] else "data/waves.csv",
                 colClasses = c(wave = "character", stratum = "character", psu = "character", r_stratum = "character"))
out  <- if (length(args) >= 2) args[2] else "waves.json"
Q <- c("a1", "a2", "b1", "b2")
MEASURES <- list(ALL = Q, A = Q[1:2], a1 = "a1", a2 = "a2", B = Q[3:4], b1 = "b1", b2 = "b2")

# Totals of answers (y) and of people who answered (r), item by item and wave by wave, by their joint covariance matrix.
columns <- list()
for (w in c("1", "2")) for (q in Q) {
  here <- data$wave == w & !is.na(data[[q]])
  columns[[paste0("y", w, q)]] <- ifelse(here, data[[q]], 0)
  columns[[paste0("r", w, q)]] <- as.numeric(here)
}
data <- cbind(data, as.data.frame(columns))
score <- function(w, items) paste0("20*(", paste0("y", w, items, "/r", w, items, collapse = "+"), ")/", length(items))

changes <- function(design, keep) {
  part <- subset(design, keep)
  totals <- svytotal(as.formula(paste("~", paste(names(columns), collapse = "+"))), part)
  lapply(MEASURES, function(items) {
    change <- svycontrast(totals, parse(text = paste(score("2", items), "-", score("1", items)))[[1]])
    c(difference = unname(coef(change)), se = as.numeric(SE(change)), degf = degf(part))
  })
}

everybody <- rep(TRUE, nrow(data)); women <- data$sex == "F"; same <- data$stratum != "03"
data$one <- 1
stacked <- function(weight, fpc = NULL) svydesign(ids = ~psu, strata = ~r_stratum, weights = weight, fpc = fpc, data = data, nest = TRUE)
cases <- list(
  official = changes(stacked(~one), everybody), weighted = changes(stacked(~weight), everybody),
  women = changes(stacked(~weight), women), finite = changes(stacked(~weight, ~population), everybody),
  # every village in both waves: df is R's, too
  all_shared = changes(subset(stacked(~weight), same), same[same]))

number <- function(x) formatC(x, digits = 17, format = "g", width = 1)
row  <- function(v) paste0("{", paste0('"', names(v), '": ', number(v), collapse = ", "), "}")
text <- vapply(cases, function(case) paste0("{\n", paste0('  "', names(case), '": ', vapply(case, row, ""), collapse = ",\n"), "}"), "")
writeLines(paste0("{\n", paste0(' "', names(text), '": ', text, collapse = ",\n"), "}"), out)
